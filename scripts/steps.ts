import { Option } from 'commander';
import { commandLine, examples } from './command-line.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { styleText } from 'node:util';
import { checkStep } from './steps/check.ts';
import { filesOf, lockedFilesOf, STEP_NAMES, STEPS } from './steps/files.ts';
import type { Step } from './steps/files.ts';
import { branchTip, commitFiles, git, GitError, isMade } from './steps/repository.ts';

interface Options {
  readonly diff?: Step;
  readonly check?: true;
  readonly push?: string;
  readonly force?: true;
}

/** A step as a commit. */
interface MadeStep {
  readonly step: Step;
  readonly commit: string;
}

const program = commandLine(
  'npm run steps --',
  `Makes the branches ${STEP_NAMES.join(', ')} of the tutorial from the folders in tutorial/ as they were ` +
    'committed last, each a commit on the one before.',
)
  .addHelpText('after', examples('npm run steps', 'npm run steps -- --diff 0.2'))
  .addOption(new Option('--diff <step>', 'show what a step adds').choices(STEP_NAMES))
  .option('--check', 'install every step in a work tree of its own and run its tests')
  .option('--push <remote>', 'publish the branches')
  .option('--force', 'overwrite branches that somebody has changed by hand');

await program
  .action(async (options: Options) => {
    if (options.diff !== undefined) {
      await show(options.diff);
      return;
    }
    if (options.force === undefined) await refuseChanged();
    const made = await makeSteps(STEP_NAMES, lockedFilesOf);
    await moveBranches(made);
    if (options.check === true) await checkAll(made);
    if (options.push !== undefined) {
      await git(['push', ...(options.force ? ['--force'] : []), options.push, ...STEP_NAMES]);
      console.log(`pushed ${STEP_NAMES.join(', ')} to ${options.push}`);
    }
  })
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    program.error(error.message);
  });

/** Refuses, before any branch is moved, to overwrite what a person has made of one. */
async function refuseChanged(): Promise<void> {
  for (const step of STEP_NAMES) {
    const tip = await branchTip(step);
    if (tip === undefined || (await isMade(tip))) continue;
    program.error(
      `Branch ${step} was changed by hand; look at it, then pass --force to overwrite it.`,
    );
  }
}

/** Commits each of these on the one before. No branch is moved yet. */
async function makeSteps(steps: readonly Step[], read: typeof filesOf): Promise<MadeStep[]> {
  const files = await Promise.all(steps.map((step) => read(step, 'HEAD')));
  const made: MadeStep[] = [];
  for (const [at, step] of steps.entries()) {
    const message = `Step ${step}: ${STEPS[step]}\n`;
    const commit = await commitFiles(files[at] ?? [], message, made.at(-1)?.commit);
    made.push({ step, commit });
  }
  return made;
}

async function moveBranches(made: readonly MadeStep[]): Promise<void> {
  for (const { step, commit } of made) {
    const before = await branchTip(step);
    if (before !== commit) await git(['branch', '--force', step, commit]);
    const change = before === undefined ? 'new' : before === commit ? 'unchanged' : 'moved';
    console.log(`branch ${step}  ${commit.slice(0, 12)}  ${change}`);
  }
}

/** What a step adds, but for the lock file. */
async function show(step: Step): Promise<void> {
  const at = STEP_NAMES.indexOf(step);
  const made = await makeSteps(STEP_NAMES.slice(Math.max(0, at - 1), at + 1), filesOf);
  const emptyTree = await git(['hash-object', '-t', 'tree', '-w', '--stdin'], '');
  const commits = [...(at === 0 ? [emptyTree] : []), ...made.map(({ commit }) => commit)];
  const child = spawn('git', ['diff', ...commits], { stdio: 'inherit' });
  await once(child, 'close');
}

async function checkAll(made: readonly MadeStep[]): Promise<void> {
  for (const { step, commit } of made) {
    const start = performance.now();
    const failure = await checkStep(commit);
    const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(3);
    const verdict =
      failure === undefined ? styleText('green', 'passed') : styleText('red', 'failed');
    if (failure !== undefined) console.error(failure);
    console.log(`check  ${step}  ${verdict}  ${seconds} s`);
    if (failure !== undefined) process.exitCode = 1;
  }
}
