import type { Command } from 'commander';
import { styleText } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { StartupError } from '../../src/errors.ts';
import { readEnvFile } from '../../src/startup.ts';

/** `manage doctor`: what stands between these settings and production, as Django's check --deploy. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what keeps these settings from production')
    .action(() => {
      const findings = findProblems();
      for (const { settings, problem, remedy } of findings) {
        console.log(`${styleText('red', '✗')} ${styleText('bold', settings)}`);
        console.log(`    problem  ${problem}`);
        console.log(`    remedy   ${remedy}`);
      }
      if (findings.length === 0) {
        console.log(`${styleText('green', '✓')} Production would start with these settings.`);
        return;
      }
      const count = findings.length === 1 ? 'one finding' : `${findings.length} findings`;
      program.error(`Production would not start: ${count}.`);
    });
}

interface Finding {
  /** The names of the settings. */
  readonly settings: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What loading them for production complains of: a line each, `names: problem; remedy`. */
function findProblems(): Finding[] {
  try {
    loadConfig({
      environment: { ...process.env, NODE_ENV: 'production' },
      file: readEnvFile(),
      developmentKey: () => '',
    });
    return [];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return error.message.split('\n').map((line) => {
      const [, settings = '', problem = '', remedy = 'set it to something else'] =
        /^(.*?): (.*?)(?:; (.*))?$/.exec(line) ?? [];
      return { settings, problem, remedy };
    });
  }
}
