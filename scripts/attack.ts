import { Argument, Command, InvalidArgumentError } from 'commander';
import { join } from 'node:path';
import { attacks } from './attack/attacks.ts';
import type { Outcome } from './attack/attack.ts';
import { formatMatrix } from './attack/matrix.ts';
import type { Column } from './attack/matrix.ts';
import { layOutStep, startMain, startStep } from './attack/servers.ts';
import { Target } from './attack/target.ts';
import { STEP_NAMES } from './steps/files.ts';
import { runInTemporaryFolder } from './tour/temporary-folder.ts';

interface Options {
  readonly url?: string;
  readonly json?: true;
}

const program = new Command('npm run attack --')
  .description(
    'Plays known attacks against the steps of the tutorial and this server, each started on loopback over\n' +
      'a throwaway database, and prints who holds.',
  )
  .addArgument(
    new Argument('[attack]', 'plays this one alone').choices(attacks.map(({ name }) => name)),
  )
  .option('--url <url>', 'a server of yours in their place, with a user root/toor', checkUrl)
  .option('--json', 'print the outcomes as JSON')
  .parse();

const [chosen] = program.processedArgs as [string | undefined];
const { url, json } = program.opts<Options>();
const played = attacks.filter(({ name }) => chosen === undefined || name === chosen);

process.exitCode = await runInTemporaryFolder(async (folder, signal) => {
  const columns = url === undefined ? await attackOurs(folder, signal) : [await attack(url, url)];
  console.log(json ? JSON.stringify(columns, null, 2) : formatMatrix(played, columns));
  return true;
});

async function attackOurs(folder: string, signal: AbortSignal): Promise<Column[]> {
  const columns: Column[] = [];
  for (const step of [...STEP_NAMES, 'main'] as const) {
    const own = join(folder, step);
    if (step !== 'main') layOutStep(step, own);
    const start = step === 'main' ? startMain(own, signal) : startStep(step, own, signal);
    const { origin, program: server } = await start;
    try {
      columns.push(await attack(step, origin));
    } finally {
      await server.stop();
    }
  }
  return columns;
}

async function attack(name: string, origin: string): Promise<Column> {
  const target = new Target(origin);
  const outcomes: Record<string, Outcome> = {};
  for (const each of played) outcomes[each.name] = await each.play(target);
  return { name, outcomes };
}

/** These are attacks: they are for servers of the reader's own. */
function checkUrl(text: string): string {
  const { protocol, hostname, port } = URL.canParse(text) ? new URL(text) : new URL('none:');
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'http:' && isLoopback && port !== '') return text;
  throw new InvalidArgumentError('Only a server on loopback, such as http://127.0.0.1:8000.');
}
