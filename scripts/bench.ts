import { Command, InvalidArgumentError } from 'commander';
import { cpus } from 'node:os';
import { divideCores } from './bench/cores.ts';
import { measure } from './bench/measure.ts';
import { openSubjects, USERS } from './bench/subjects.ts';
import { formatTable } from './bench/table.ts';
import type { Program } from './tour/program.ts';
import { startServer } from './tour/server.ts';
import { runInTemporaryFolder } from './tour/temporary-folder.ts';

const options = new Command('npm run bench --')
  .description(
    'Measures /home/ under every scheme, beside bare node:http and a stock Express app that give\n' +
      'the same answer. The table goes to stdout, progress to stderr.',
  )
  .option('--rounds <number>', 'how often each row is measured', positive, 5)
  .option('--seconds <number>', 'how long each time', positive, 2)
  .option('--connections <number>', 'how many at once', positive, 50)
  .parse()
  .opts<{ rounds: number; seconds: number; connections: number }>();

process.exitCode = await runInTemporaryFolder(run);

async function run(folder: string, signal: AbortSignal): Promise<boolean> {
  const { launcher, description } = divideCores();
  const started: Program[] = [];
  try {
    const subjects = await openSubjects(async (server) => {
      const { origin, program } = await startServer({ ...server, folder, launcher }, signal);
      started.push(program);
      return origin;
    }, folder);
    const rows = await measure(subjects, options, signal);
    console.log(`${formatTable(rows)}\n\n${caption(description)}`);
    return true;
  } finally {
    await Promise.all(started.map((program) => program.stop()));
  }
}

/** What the numbers depend on. */
function caption(pinning: string): string {
  const { rounds, seconds, connections } = options;
  const [cpu] = cpus();
  return [
    `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}; ${pinning}.`,
    `Medians of ${rounds} interleaved rounds of ${seconds} s; ${USERS} users in SQLite; one client`,
    `where ${connections} would only wait for each other.`,
  ].join('\n');
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It is not a whole number from 1 on.');
}
