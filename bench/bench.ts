import { InvalidArgumentError, Option } from 'commander';
import { commandLine, examples } from '../scripts/command-line.ts';
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { cpus } from 'node:os';
import { askHome } from './answer.ts';
import { describeBindings, measureBindings } from './bindings.ts';
import { describeColdStart, measureColdStarts } from './cold-start.ts';
import { divideCores } from './cores.ts';
import { KINDS } from './databases.ts';
import type { Kind } from './databases.ts';
import { openLogins } from './logins.ts';
import { memoryUnderLoad } from './load.ts';
import { measure } from './measure.ts';
import { measureOperations } from './operations.ts';
import type { OperationTime } from './operations.ts';
import { measureDeletions } from './large-database.ts';
import type { Deletion } from './large-database.ts';
import { formatPages, measurePages } from './pages.ts';
import type { PageTime } from './pages.ts';
import {
  openElsewhere,
  openLarge,
  openOwn,
  openPeers,
  openWorkers,
  openYardsticks,
  placeOf,
  USERS,
} from './subjects.ts';
import type { Subject } from './subject.ts';
import type { Plan } from './subjects.ts';
import type { RunningServer } from './subject.ts';
import { formatTable } from './table.ts';
import type { Program, ProgramOptions } from '../scripts/tour/program.ts';
import { startServer } from '../scripts/tour/server.ts';
import { runInTemporaryFolder } from '../scripts/tour/temporary-folder.ts';

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly database: Kind;
  readonly rows?: number;
  readonly workers?: number;
  readonly only: RegExp;
  readonly json: boolean;
}

const command = commandLine(
  'npm run bench --',
  'Measures /home/ under every scheme, beside bare node:http, a stock Express app, the same ' +
    'packages put together the usual way, Fastify, and DRF where it is installed. The table goes ' +
    'to stdout, progress to stderr.',
)
  .addHelpText('after', examples('npm run bench', 'npm run bench -- --only token --seconds 5'))
  .option('--rounds <number>', 'how often each row is measured', positive, 5)
  .option('--seconds <number>', 'how long each time', positive, 2)
  .option('--connections <number>', 'how many at once', positive, 50)
  .addOption(
    new Option('--database <kind>', 'where users and credentials are')
      .choices(Object.keys(KINDS))
      .default('sqlite'),
  )
  .option('--rows <number>', `also in a SQLite file of so many users and credentials`, positive)
  .option('--workers <number>', 'also from so many processes (WEB_CONCURRENCY)', positive)
  .addOption(
    new Option('--only <pattern>', 'rows whose name matches, beside the three yardsticks')
      .argParser(pattern)
      .default(/^/, 'all'),
  )
  .option('--json', 'all that was measured, as JSON')
  .parse();
const options = command.opts<Options>();
if (options.rows !== undefined && options.database !== 'sqlite') {
  command.error('error: --rows makes copies in a SQLite file alone', { exitCode: 2 });
}

process.exitCode = await runInTemporaryFolder(run);

async function run(folder: string, signal: AbortSignal): Promise<boolean> {
  // Each program that is started listens to it.
  setMaxListeners(0, signal);
  const cores = divideCores();
  const { launcher, description } = cores;
  const isSqlite = options.database === 'sqlite';
  const databases = await KINDS[options.database](folder, cores);
  const started: Program[] = [];
  const start = async (
    program: Omit<ProgramOptions, 'folder' | 'launcher'>,
  ): Promise<RunningServer & { program: Program }> => {
    const server = await startServer({ ...program, folder, launcher }, signal);
    started.push(server.program);
    const { program: running } = server;
    return { ...server, pid: running.pid, stop: () => running.stop() };
  };
  const settingsOf = async (name: string): Promise<Plan['settings']> => ({
    NODE_ENV: 'production',
    PORT: '0',
    SECRET_KEY: randomBytes(48).toString('base64'),
    DATABASE_URL: await databases.make(name),
    ALLOW_INSECURE_HTTP: 'true',
    ALLOWED_HOSTS: '127.0.0.1',
  });
  try {
    const plan: Plan = {
      start,
      settings: await settingsOf('db'),
      isWanted: (name) => options.only.test(name),
    };
    const elsewhere = { ...plan, settings: await settingsOf('elsewhere') };
    const logins = { ...plan, settings: await settingsOf('logins') };
    const large = { ...plan, settings: await settingsOf('large') };
    const yardsticks = await openYardsticks(plan);
    const own = await openOwn(plan);
    const peers = await openPeers(plan, await askHome(yardsticks[2], {}));
    const grown = options.rows === undefined ? [] : await openLarge(large, options.rows);
    const several = options.workers === undefined ? [] : await openWorkers(plan, options.workers);
    const others = await openElsewhere(elsewhere);
    const subjects = [
      ...[...yardsticks, ...own, ...others, ...several, ...grown, ...peers.subjects],
      ...(await openLogins(logins)),
    ];
    const { pid: databasePid } = databases;
    const rows = await measure(
      databasePid === undefined
        ? subjects
        : subjects.map((subject) => ({ ...subject, databasePid })),
      options,
      signal,
    );
    const { settings } = plan;
    const coldStarts = await measureColdStarts(
      (program) => start({ ...program, settings }),
      (server) => memoryUnderLoad(server, own, options, signal),
      options.rounds,
    );
    const operations = measureOperations(plan.isWanted);
    const bindings = isSqlite ? measureBindings(placeOf(plan), own) : [];
    const pages = await measureBoth(plan, own, large, grown);
    const deletions =
      options.rows === undefined ? [] : await measureDeletions(large.settings, placeOf(large));
    if (options.json) {
      console.log(
        JSON.stringify({
          rows,
          coldStarts,
          operations,
          bindings,
          pages,
          deletions,
          missing: peers.missing,
        }),
      );
      return true;
    }
    const notes = [
      ...caption(description, databases.name),
      ...coldStarts.map(describeColdStart),
      ...describeOperations(operations),
      ...describeBindings(bindings),
      ...deletions.map(describeDeletion),
      ...peers.missing.map((reason) => `Not measured: ${reason}.`),
    ];
    const tables = [formatTable(rows)];
    if (pages.length > 0) tables.push(formatPages(pages, [USERS, options.rows ?? 0]));
    console.log([...tables, notes.join('\n')].join('\n\n'));
    return true;
  } finally {
    await Promise.all(started.map((program) => program.stop()));
    await databases.close();
  }
}

/** Pages in the database that all rows have, and in the large one, by the scheme that both have first. */
async function measureBoth(
  plan: Plan,
  [own]: readonly Subject[],
  large: Plan,
  [grown]: readonly Subject[],
): Promise<PageTime[]> {
  if (own === undefined || grown === undefined) return [];
  const small = { file: placeOf(plan), subject: own };
  return measurePages(small, { file: placeOf(large), subject: grown }, options.rounds);
}

/** What the numbers depend on. */
function caption(pinning: string, database: string): string[] {
  const { rounds, seconds, connections } = options;
  const [cpu] = cpus();
  return [
    `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}; ${pinning}.`,
    `Medians of ${rounds} interleaved rounds of ${seconds} s; ${USERS} users in ${database}; one client`,
    `where ${connections} would only wait for each other.`,
    '“ours ×”: how many times as fast as that row ours of the same scheme is. CPU: the server’s',
    'processor time for each request. SQL: statements for each. wire: bytes of the credentials.',
  ];
}

function describeOperations(operations: readonly OperationTime[]): string[] {
  if (operations.length === 0) return [];
  const times = operations.map(({ name, time }) => `${name} ${time.toFixed(0)} µs`);
  return [`What is not remembered costs: ${times.join('; ')}.`];
}

function describeDeletion({ name, count, total, longest }: Deletion): string {
  const rate = `${count.toLocaleString('en')} expired in ${(total / 1000).toFixed(1)} s`;
  return `clearsessions, ${name}: ${rate}; other writers waited for ${longest.toFixed(0)} ms at most.`;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It is not a whole number from 1 on.');
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new InvalidArgumentError('It is not a regular expression.');
  }
}
