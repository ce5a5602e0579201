import { InvalidArgumentError } from 'commander';
import { commandLine, examples } from '../scripts/command-line.ts';
import { cpus } from 'node:os';
import { endProgress } from '../scripts/progress.ts';
import { playHashQueue, repeatableRandom } from './capacity/hash-queue.ts';
import { measureCosts } from './capacity/measure.ts';
import { planScheme, planSelfContained } from './capacity/plan.ts';
import type { Assumptions, Costs, Plan } from './capacity/plan.ts';
import { formatColumns } from '../scripts/commands/table.ts';
import type { Program } from '../scripts/tour/program.ts';
import { startServer } from '../scripts/tour/server.ts';
import { runInTemporaryFolder } from '../scripts/tour/temporary-folder.ts';

/** As many passwords may wait in a process (src/users/password.ts). */
const QUEUE_LIMIT = 64;

interface Options extends Assumptions {
  readonly rates: readonly number[];
  readonly rounds: number;
}

const options = commandLine(
  'npm run capacity --',
  'Measures what requests, hashes and writes cost here, with a real PostgreSQL, and says what each ' +
    'scheme takes at some rates of requests. Then plays an hour of one process whose clients send ' +
    'passwords. docs/scaling.md explains the tables.',
)
  .addHelpText('after', examples('npm run capacity', 'npm run capacity -- --rates 5000 --cores 8'))
  .option('--rates <numbers>', 'requests per second', rates, [1_000, 100_000, 10_000_000])
  .option('--interval <seconds>', 'between two requests of one client', positive, 6)
  .option('--logins <number>', 'of one client in a day', positive, 1)
  .option('--utilization <share>', 'how busy a core may be', share, 0.6)
  .option('--cores <number>', 'of one machine', positive, 32)
  .option('--rounds <number>', 'how often each is measured', positive, 3)
  .parse()
  .opts<Options>();

process.exitCode = await runInTemporaryFolder(async (folder, signal) => {
  const started: Program[] = [];
  try {
    const costs = await measureCosts(
      async (program) => {
        const server = await startServer({ ...program, folder }, signal);
        started.push(server.program);
        const { program: running } = server;
        return { ...server, pid: running.pid, stop: () => running.stop() };
      },
      options.rounds,
      signal,
    );
    endProgress();
    console.log([describeCosts(costs), describePlans(costs), playHashes(costs)].join('\n\n'));
    return true;
  } finally {
    await Promise.all(started.map((program) => program.stop()));
  }
});

function describeCosts({ hash, write, schemes }: Costs): string {
  const [cpu] = cpus();
  const rows = schemes.map(({ name, request, read, wire }) => [
    name,
    request.toFixed(0),
    read.toFixed(0),
    wire.toFixed(0),
  ]);
  return [
    formatColumns(['', 'request µs', 'PostgreSQL µs', 'wire B'], rows),
    `A hash: ${(hash / 1000).toFixed(0)} ms. A write: ${write.toFixed(0)} µs in PostgreSQL.`,
    `Processor time; Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}.`,
  ].join('\n');
}

function describePlans(costs: Costs): string {
  const plans = options.rates.flatMap((rate) =>
    costs.schemes.flatMap((scheme) => [
      { rate, plan: planScheme(rate, scheme, costs, options) },
      { rate, plan: planSelfContained(rate, scheme, costs, options) },
    ]),
  );
  const rows = plans.flatMap(({ rate, plan }) => (plan === undefined ? [] : [planRow(rate, plan)]));
  return [
    formatColumns(
      [
        'requests/s',
        '',
        'clients',
        'cores: requests',
        'hashes',
        'database',
        'writes/s',
        'machines',
        'database',
        'Mbit/s',
      ],
      rows,
    ),
    `A client asks every ${options.interval} s and logs in ${options.logins} × a day; cores are ${options.utilization * 100} % busy; ${options.cores} to a machine.`,
  ].join('\n');
}

function planRow(rate: number, plan: Plan): string[] {
  const whole = (value: number): string =>
    value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
  const { requestCores, hashCores, databaseCores, writes, machines, databaseMachines } = plan;
  return [
    rate.toLocaleString('en'),
    plan.scheme,
    (rate * options.interval).toLocaleString('en'),
    ...[requestCores, hashCores, databaseCores, writes, machines, databaseMachines].map(whole),
    whole(plan.megabits),
  ];
}

/** An hour of one process, for the scheme whose clients need hashes; more and more of them. */
function playHashes({ hash, schemes }: Costs): string {
  const rows = schemes.flatMap(({ name, upkeep }) => {
    if (upkeep.hash === undefined) return [];
    const remembered = upkeep.hash;
    const most = remembered / (hash / 1e6);
    return [0.25, 0.5, 0.75, 0.9, 1.1, 1.5].map((fraction) => {
      const clients = Math.round(most * fraction);
      const load = { clients, interval: options.interval, remembered, hash: hash / 1e6 };
      const outcome = playHashQueue({ ...load, limit: QUEUE_LIMIT }, repeatableRandom(clients));
      return [
        name,
        String(clients),
        `${(outcome.busy * 100).toFixed(0)} %`,
        outcome.p99.toFixed(1),
        `${(outcome.refused * 100).toFixed(2)} %`,
      ];
    });
  });
  return formatColumns(['one process', 'clients', 'hashing', 'p99 of a hash, s', 'refused'], rows);
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It is not a number above 0.');
}

function share(text: string): number {
  const value = positive(text);
  if (value <= 1) return value;
  throw new InvalidArgumentError('It is not a number from 0 to 1.');
}

function rates(text: string): number[] {
  return text.split(',').map(positive);
}
