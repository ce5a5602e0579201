import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { parseDuration } from '../../setting/parse-duration.ts';
import type { FormatColumns, RunWithServices } from '../scheme.ts';
import type { RotationOptions } from './keys/administration.ts';

/** A day, in milliseconds. */
const LONGEST_AHEAD = 86_400_000;

/** `manage createjwtkey`, `rotatejwtkey` and `jwtkeys`; and `flushexpiredtokens`, as SimpleJWT's. */
export function addCommands(
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
      const { createKey } = await import('./keys/administration.ts');
      await createKey(program, run);
    });

  program
    .command('rotatejwtkey')
    .description('replace the key that signs JWTs, or change over to another JWT_ALGORITHM')
    .addOption(
      new Option(
        '--now',
        'at once, as for a stolen key: all JWTs that were signed before end',
      ).conflicts('after'),
    )
    .option(
      '-a, --after <time>',
      'for how long the next key is published before it signs (default: 10m, as caches need)',
      readTime,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  npm run manage -- rotatejwtkey\n  npm run manage -- rotatejwtkey --after 1h\n  npm run manage -- rotatejwtkey --now',
    )
    .action(async (options: RotationOptions) => {
      const { rotateKey } = await import('./keys/administration.ts');
      await rotateKey(program, run, options);
    });

  program
    .command('jwtkeys')
    .description('list the keys that JWTs are, were and will be signed with')
    .addHelpText('after', '\nExample:\n  npm run manage -- jwtkeys')
    .action(async () => {
      const { listKeys } = await import('./keys/administration.ts');
      await listKeys(run, formatColumns);
    });

  program
    .command('flushexpiredtokens')
    .description('forget refresh tokens that have expired')
    .addHelpText('after', '\nExample:\n  npm run manage -- flushexpiredtokens')
    .action(() =>
      run(async (services) => {
        const { deleteExpiredTokens } = await import('./index.ts');
        const count = await deleteExpiredTokens(services);
        console.log(`Forgot ${count} expired refresh token${count === 1 ? '' : 's'}.`);
      }),
    );
}

function readTime(text: string): number {
  const read = parseDuration(text, 0, LONGEST_AHEAD);
  if (typeof read === 'number') return read;
  throw new InvalidArgumentError(`It ${read}.`);
}
