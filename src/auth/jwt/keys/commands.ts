import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { duration } from '../../../setting/duration.ts';
import type { FormatColumns, RunWithServices } from '../../scheme.ts';
import type { JwtSettings } from '../settings.ts';
import { isLive, SECRET_ID } from './key.ts';
import type { StoredKey } from './key.ts';
import { openKeyRotation } from './open.ts';
import { PUBLISHED_AHEAD } from './published-keys.ts';
import { RotationRefused } from './rotation.ts';
import type { KeyRotation, Rotation } from './rotation.ts';
import { KeyStore } from './store.ts';

/** A day, in milliseconds. */
const LONGEST_AHEAD = 86_400_000;

const HEAD = ['kid', 'algorithm', 'state', 'kept in', 'published (UTC)', 'signs from', 'ends'];

/** `manage createjwtkey`, `rotatejwtkey` and `jwtkeys`. */
export function addKeyCommands(
  program: Command,
  run: RunWithServices,
  formatColumns: FormatColumns,
): void {
  const change = (work: (rotation: KeyRotation) => Promise<string>): Promise<void> =>
    run(async (services, schemeSettings) => {
      try {
        const settings = schemeSettings.jwt as unknown as JwtSettings;
        console.log(await work(openKeyRotation(services, settings)));
      } catch (error) {
        if (!(error instanceof RotationRefused)) throw error;
        program.error(error.message);
      }
    });

  program
    .command('createjwtkey')
    .description(
      'make the first key that signs JWTs, with JWT_ALGORITHM, and seal it in the database',
    )
    .addHelpText('after', '\nExample:\n  npm run manage -- createjwtkey')
    .action(() =>
      change(async (rotation) => {
        const { key, othersExpireAt } = await rotation.create();
        return `Made key ${key.id} (${key.algorithm}), which signs from now on.\nJWTs signed with HS256 are accepted until ${toText(othersExpireAt)}.`;
      }),
    );

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
    .action(({ now = false, after }: { now?: boolean; after: number }) =>
      change(async (rotation) =>
        now
          ? describeReplaced(await rotation.replace())
          : describeNext(await rotation.rotate(after)),
      ),
    );

  program
    .command('jwtkeys')
    .description('list the keys that JWTs are, were and will be signed with')
    .addHelpText('after', '\nExample:\n  npm run manage -- jwtkeys')
    .action(() =>
      run(async ({ database, clock }) => {
        const keys = await new KeyStore(database).list();
        const now = clock();
        const signing = keys.findLast((key) => key.signsFrom <= now && isLive(key, now));
        console.log(
          formatColumns(
            HEAD,
            keys.map((key) => toCells(key, signing, now)),
          ),
        );
      }),
    );
}

function describeNext({ key, signsFrom, othersExpireAt }: Rotation): string {
  return `Published key ${key.id} (${key.algorithm}), which signs from ${toText(signsFrom)} on.\nWhat is signed until then is accepted until ${toText(othersExpireAt)}.`;
}

function describeReplaced({ key }: Rotation): string {
  return `Key ${key.id} (${key.algorithm}) signs from now on. All JWTs that were signed before are void.`;
}

function toCells(key: StoredKey, signing: StoredKey | undefined, now: number): string[] {
  return [
    key.id,
    key.algorithm,
    stateOf(key, signing, now),
    placeOf(key),
    key.publishedAt === 0 ? '–' : toText(key.publishedAt),
    key.signsFrom === 0 ? '–' : toText(key.signsFrom),
    key.expiresAt === null ? '–' : toText(key.expiresAt),
  ];
}

function stateOf(key: StoredKey, signing: StoredKey | undefined, now: number): string {
  if (key === signing) return 'signs';
  if (!isLive(key, now)) return 'void';
  return key.signsFrom > now ? 'next' : 'accepted';
}

function placeOf({ id, sealed }: StoredKey): string {
  if (id === SECRET_ID) return 'settings';
  return sealed === null ? 'file' : 'database';
}

function toText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

function readTime(text: string): number {
  const result = duration('0', 0, LONGEST_AHEAD).safeParse(text);
  if (result.success) return result.data;
  throw new InvalidArgumentError(`It ${result.error.issues[0]?.message ?? 'is wrong'}.`);
}
