import type { Command } from 'commander';
import { styleText } from 'node:util';
import { loadConfig } from '../../../src/server/load-config.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { laxFiles } from '../../../src/server/lax-files.ts';
import { readEnvFile } from '../../../src/server/startup.ts';
import { readTlsIdentity } from '../../../src/server/tls.ts';
import { WIDTH, wrap } from '../../../src/site/demo/tour/wrap.ts';
import { examineDatabase } from './database.ts';

/** Columns before a problem or a remedy. */
const INDENT = 13;

/** Shows what keeps these settings from production; ends the command where that would not start. */
export async function diagnose(program: Command): Promise<void> {
  const { errors, warnings } = await examine();
  for (const error of errors) show(styleText('red', '✗'), error);
  for (const warning of warnings) show(styleText('yellow', '!'), warning);
  if (errors.length > 0) {
    program.error(`Production would not start: ${count(errors.length, 'finding')}.`);
  }
  const verb = warnings.length === 1 ? 'is' : 'are';
  const also = warnings.length > 0 ? ` There ${verb} ${count(warnings.length, 'warning')}.` : '';
  console.log(`${styleText('green', '✓')} Production would start with these settings.${also}`);
}

/** Lines on what is wrong: `names: problem; remedy`. */
interface Findings {
  /** What production does not start with. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * What loading them for production complains of, who else can read the server's files, whether the server
 * could start with its database, and whether that has connections for all processes.
 */
async function examine(): Promise<Findings> {
  try {
    const file = readEnvFile();
    const config = loadConfig({
      environment: { ...process.env, NODE_ENV: 'production' },
      file,
      developmentKey: () => '',
    });
    readTlsIdentity(config);
    const ofDatabase = await examineDatabase(config);
    return { errors: [], warnings: [...config.warnings, ...laxFiles(config), ...ofDatabase] };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { errors: error.message.split('\n'), warnings: laxFiles(process.env) };
  }
}

function show(mark: string, line: string): void {
  const [, subject = '', problem = '', remedy = 'set it to something else'] =
    /^(.*?): (.*?)(?:; (.*))?$/.exec(line) ?? [];
  console.log(`${mark} ${styleText('bold', subject)}`);
  for (const [label, text] of [
    ['problem', problem],
    ['remedy', remedy],
  ] as const) {
    const [first = '', ...rest] = wrap(text, WIDTH - INDENT);
    console.log(`    ${label.padEnd(9)}${first}`);
    for (const more of rest) console.log(' '.repeat(INDENT) + more);
  }
}

function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`;
}
