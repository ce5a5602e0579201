import type { Command } from 'commander';
import { styleText } from 'node:util';
import type { Config } from '../../../src/server/config.ts';
import { loadConfig } from '../../../src/server/load-config.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { laxFiles } from '../../../src/server/lax-files.ts';
import { readEnvFile } from '../../../src/server/startup.ts';
import { readTlsIdentity } from '../../../src/server/tls.ts';
import { WIDTH, wrap } from '../../../src/site/demo/tour/wrap.ts';
import { examineDatabase } from './database.ts';

/** Columns of the word `problem` or `remedy`, and what is in front of it. */
const [MARGIN, LABEL] = [4, 9];
const INDENT = MARGIN + LABEL;

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
 * What loading the settings for production complains of, who else can read the server's files, whether the server
 * could start with its certificate and its database, and whether that has connections for all processes.
 */
async function examine(): Promise<Findings> {
  const warnings: string[] = [];
  try {
    const config = loadForProduction(warnings);
    readTlsIdentity(config);
    warnings.push(...(await examineDatabase(config)));
    return { errors: [], warnings };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { errors: error.message.split('\n'), warnings };
  }
}

/**
 * @param warnings is told of what may be a mistake, and of files that others can read, also where settings are wrong.
 * @throws {StartupError} a line for each setting that is wrong.
 */
function loadForProduction(warnings: string[]): Config {
  const file = readEnvFile();
  try {
    const environment = { ...process.env, NODE_ENV: 'production' };
    const config = loadConfig({ environment, file, developmentKey: () => '' });
    warnings.push(...config.warnings, ...laxFiles(config));
    return config;
  } catch (error) {
    warnings.push(...laxFiles({ ...file, ...process.env }));
    throw error;
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
    console.log(`${' '.repeat(MARGIN)}${label.padEnd(LABEL)}${first}`);
    for (const more of rest) console.log(' '.repeat(INDENT) + more);
  }
}

function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`;
}
