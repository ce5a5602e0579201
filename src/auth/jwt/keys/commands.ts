import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { parseDuration } from '../../../setting/parse-duration.ts';
import type { FormatColumns, RunWithServices } from '../../scheme.ts';
import { PUBLISHED_AHEAD } from './published-ahead.ts';

/** A day, in milliseconds. */
const LONGEST_AHEAD = 86_400_000;

/** `manage createjwtkey`, `rotatejwtkey` and `jwtkeys`. */
export function addKeyCommands(
  program: Command,
  run: RunWithServices,
  formatColumns: FormatColumns,
): void {
  program
    .command('createjwtkey')
    .description(
      'make the first key that signs JWTs, with JWT_ALGORITHM, and seal it in the database',
    )
    .addHelpText('after', '\nExample:\n  npm run manage -- createjwtkey')
    .action(async () => {
      const { createKey } = await import('./administration.ts');
      await createKey(program, run);
    });

  program
    .command('rotatejwtkey')
    .description('replace the key that signs JWTs, or change over to another JWT_ALGORITHM')
    .option('--now', 'at once, as for a stolen key: all JWTs that were signed before end')
    .addOption(
      new Option('-a, --after <time>', 'for how long the next key is published before it signs')
        .argParser(readTime)
        .default(PUBLISHED_AHEAD, '10m, as caches need'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  npm run manage -- rotatejwtkey\n  npm run manage -- rotatejwtkey --after 1h\n  npm run manage -- rotatejwtkey --now',
    )
    .action(async ({ now = false, after }: { now?: boolean; after: number }) => {
      const { rotateKey } = await import('./administration.ts');
      await rotateKey(program, run, now ? undefined : after);
    });

  program
    .command('jwtkeys')
    .description('list the keys that JWTs are, were and will be signed with')
    .addHelpText('after', '\nExample:\n  npm run manage -- jwtkeys')
    .action(async () => {
      const { listKeys } = await import('./administration.ts');
      await listKeys(run, formatColumns);
    });
}

function readTime(text: string): number {
  const read = parseDuration(text, 0, LONGEST_AHEAD);
  if (typeof read === 'number') return read;
  throw new InvalidArgumentError(`It ${read}.`);
}
