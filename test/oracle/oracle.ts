import { Option } from 'commander';
import { endProgress, progress } from '../../scripts/progress.ts';
import { commandLine, examples } from '../../scripts/command-line.ts';
import { runInTemporaryFolder } from '../../scripts/tour/temporary-folder.ts';
import { addUsers, compare } from './compare.ts';
import type { Comparison } from './compare.ts';
import { findDjango, startDjango } from './django.ts';
import { generate } from './generate/index.ts';
import { GROUPS } from './groups.ts';
import type { Group } from './groups.ts';
import { startOurs } from './ours.ts';
import { recordedExchanges } from './recorded.ts';
import { countDifferences, detailsOf, HEAD, lineOf } from './report.ts';

/** How many of the exchanges that are neither equal nor listed are shown. */
const MOST_SHOWN = 20;

/** What the packages are called by Debian. */
const PACKAGES = 'python3-django python3-djangorestframework python3-djangorestframework-simplejwt';

interface Options {
  readonly seed: number;
  readonly count: number;
  readonly scheme?: string;
}

const program = commandLine(
  'npm run oracle --',
  'Plays the same exchanges, recorded and generated ones, to the tutorial’s app on a real Django and to ' +
    'this server, and counts which answers are equal, which differ as docs/differences.md says, and ' +
    'which do neither. Exit codes: 0 when there are none of these, 1 otherwise, 2 for wrong usage, 3 ' +
    'when there is no Django here.',
)
  .addHelpText('after', examples('npm run oracle', 'npm run oracle -- --scheme jwt --seed 7'))
  .option('--seed <number>', 'generates the exchanges of this seed', Number, 1)
  .option('--count <number>', 'generates so many', Number, 1200)
  .addOption(
    new Option('--scheme <name>', 'plays the exchanges of this one alone').choices(
      GROUPS.map(({ name }) => name),
    ),
  )
  .parse();

const { seed, count, scheme } = program.opts<Options>();
if (![seed, count].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  program.error('error: --seed and --count are whole numbers, 0 or more', { exitCode: 2 });
}

const found = findDjango();
if (found === undefined) {
  console.error(`There is no Django here to ask. Install it with: apt-get install ${PACKAGES}`);
  process.exit(3);
}
const { python, versions } = found;
const groups = GROUPS.filter(({ name }) => scheme === undefined || name === scheme);

process.exitCode = await runInTemporaryFolder(async (folder, signal) => {
  console.log(`${versions}; ${count} generated exchanges, seed ${seed}\n\n${HEAD}`);
  const all: Comparison[] = [];
  for (const group of groups) {
    const comparisons = await playGroup(group, folder, signal);
    console.log(lineOf(group.name, comparisons));
    all.push(...comparisons);
  }
  console.log(lineOf('together', all));
  return report(all);
});

async function playGroup(group: Group, folder: string, signal: AbortSignal): Promise<Comparison[]> {
  const subject = await startOurs(group, folder);
  const django = await startDjango(python, group, folder, signal);
  try {
    await addUsers(subject);
    await addUsers(django);
    const recorded = recordedExchanges.filter((exchange) => exchange.scheme === group.name);
    const exchanges = [
      ...recorded,
      ...generate(group.name, seed, Math.ceil(count / groups.length)),
    ];
    const comparisons: Comparison[] = [];
    for (const exchange of exchanges) {
      if (process.stderr.isTTY)
        progress(`${group.name}: ${comparisons.length} of ${exchanges.length}`);
      signal.throwIfAborted();
      comparisons.push(await compare(django, subject, exchange));
    }
    return comparisons;
  } finally {
    endProgress();
    await django.stop();
    await subject.stop();
  }
}

/** @returns whether nothing is wrong. */
function report(all: readonly Comparison[]): boolean {
  const { lines, unmet } = countDifferences(all);
  console.log(`\nHow often each difference was met:\n${lines.join('\n')}`);
  const neither = all.filter(({ verdict }) => verdict === 'neither');
  for (const each of neither.slice(0, MOST_SHOWN)) console.log(`\n${detailsOf(each)}`);
  if (neither.length > MOST_SHOWN) console.log(`\n… and ${neither.length - MOST_SHOWN} more`);
  // A part of the exchanges shows a part of the differences.
  const isPart = scheme !== undefined || count < 1000;
  if (!isPart)
    for (const id of unmet) console.log(`\nNothing shows the difference ${id} any more.`);
  return neither.length === 0 && (isPart || unmet.length === 0);
}
