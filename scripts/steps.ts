import { Command, Option } from 'commander';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { styleText } from 'node:util';
import { checkStep } from './steps/check.ts';
import { makeSteps } from './steps/make.ts';
import type { MadeStep } from './steps/make.ts';
import { STEPS } from './steps/manifest.ts';
import type { Step } from './steps/manifest.ts';
import { branchTip, git, GitError, isMade } from './steps/repository.ts';

interface Options {
  readonly diff?: Step;
  readonly check?: true;
  readonly push?: string;
  readonly force?: true;
}

const program = new Command('npm run steps --')
  .description(
    `Makes the branches ${STEPS.join(', ')} from the current commit: the same project with less in it,\n` +
      'each a commit on the one before.',
  )
  .addOption(new Option('--diff <step>', 'show what a step adds').choices(STEPS))
  .option('--check', 'install every step in a work tree of its own and run its tests')
  .option('--push <remote>', 'publish the branches')
  .option('--force', 'overwrite branches that somebody has changed by hand');

await program
  .action(async (options: Options) => {
    const made = await makeSteps('HEAD', ({ step, commit }) => {
      if (options.diff === undefined) console.error(`made   ${step}  ${commit.slice(0, 12)}`);
    });
    if (options.diff !== undefined) {
      await show(options.diff, made);
      return;
    }
    await moveBranches(made, options.force ?? false);
    if (options.check === true) await checkAll(made);
    if (options.push !== undefined) {
      await git(['push', ...(options.force ? ['--force'] : []), options.push, ...STEPS]);
      console.log(`pushed ${STEPS.join(', ')} to ${options.push}`);
    }
  })
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    program.error(error.message);
  });

/** All of them or none. */
async function moveBranches(made: readonly MadeStep[], force: boolean): Promise<void> {
  for (const { step } of made) {
    const tip = await branchTip(step);
    if (tip === undefined || force || (await isMade(tip))) continue;
    program.error(
      `Branch ${step} was changed by hand; look at it, then pass --force to overwrite it.`,
    );
  }
  for (const { step, commit } of made) {
    const before = await branchTip(step);
    if (before !== commit) await git(['branch', '--force', step, commit]);
    const change = before === undefined ? 'new' : before === commit ? 'unchanged' : 'moved';
    console.log(`branch ${step}  ${commit.slice(0, 12)}  ${change}`);
  }
}

async function show(step: Step, made: readonly MadeStep[]): Promise<void> {
  const at = made.findIndex((each) => each.step === step);
  const commits = [made[at - 1]?.commit ?? (await emptyTree()), made[at]?.commit ?? ''];
  const child = spawn('git', ['diff', ...commits, '--', '.', ':!package-lock.json'], {
    stdio: 'inherit',
  });
  await once(child, 'close');
}

function emptyTree(): Promise<string> {
  return git(['hash-object', '-t', 'tree', '-w', '--stdin'], '');
}

async function checkAll(made: readonly MadeStep[]): Promise<void> {
  for (const each of made) {
    const start = performance.now();
    const failure = await checkStep(each);
    const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(3);
    if (failure === undefined) {
      console.log(`check  ${each.step}  ${styleText('green', 'passed')}  ${seconds} s`);
      continue;
    }
    console.error(failure);
    console.log(`check  ${each.step}  ${styleText('red', 'failed')}  ${seconds} s`);
    process.exitCode = 1;
  }
}
