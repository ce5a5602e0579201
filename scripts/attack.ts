import { Argument, Option } from 'commander';
import { commandLine, examples } from './command-line.ts';
import { join } from 'node:path';
import { attacks } from './attack/attacks.ts';
import type { Outcome } from './attack/attack.ts';
import { readLoopback } from './attack/loopback.ts';
import { formatMatrix } from './attack/matrix.ts';
import type { Column } from './attack/matrix.ts';
import { layOutStep, startMain, startStep, startUsual } from './attack/servers.ts';
import type { Start } from './attack/servers.ts';
import { Target } from './attack/target.ts';
import { STEP_NAMES } from './steps/files.ts';
import { runInTemporaryFolder } from './tour/temporary-folder.ts';

interface Options {
  readonly usual?: true;
  readonly url?: string;
  readonly json?: true;
}

const program = commandLine(
  'npm run attack --',
  'Plays known attacks against the steps of the tutorial and this server, each started on loopback ' +
    'over a throwaway database, and prints which server holds.',
)
  .addHelpText(
    'after',
    examples('npm run attack', 'npm run attack -- colon', 'npm run attack -- --usual'),
  )
  .addArgument(
    new Argument('[attack]', 'plays this one alone').choices(attacks.map(({ name }) => name)),
  )
  .addOption(
    new Option(
      '--usual',
      'attack the same packages instead, put together as their READMEs show',
    ).conflicts('url'),
  )
  .option('--url <url>', 'attack a server of yours instead, with a user root/toor', readLoopback)
  .option('--json', 'print the outcomes as JSON')
  .parse();

const [chosen] = program.processedArgs as [string | undefined];
const { usual, url, json } = program.opts<Options>();
const played = attacks.filter(({ name }) => chosen === undefined || name === chosen);

/** What is attacked unless the reader says otherwise. */
const OURS: readonly (readonly [name: string, start: Start])[] = [
  ...STEP_NAMES.map((step): [string, Start] => [
    step,
    (folder, signal) => {
      layOutStep(step, folder);
      return startStep(step, folder, signal);
    },
  ]),
  ['main', startMain],
];

process.exitCode = await runInTemporaryFolder(async (folder, signal) => {
  const columns: Column[] = [];
  if (url !== undefined) columns.push(await attack(url, url));
  else {
    for (const [name, start] of usual ? [['usual', startUsual] as const] : OURS) {
      const { origin, program: server } = await start(join(folder, name), signal);
      try {
        columns.push(await attack(name, origin));
      } finally {
        await server.stop();
      }
    }
  }
  console.log(json ? JSON.stringify(columns, null, 2) : formatMatrix(played, columns));
  return true;
});

async function attack(name: string, origin: string): Promise<Column> {
  const target = new Target(origin);
  const outcomes: Record<string, Outcome> = {};
  for (const each of played) outcomes[each.name] = await each.play(target);
  return { name, outcomes };
}
