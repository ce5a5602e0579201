import type { Command } from 'commander';
import type { FormatColumns, RunWithServices } from '../../scheme.ts';
import type { JwtSettings } from '../settings.ts';
import { isLive, SECRET_ID } from './key.ts';
import type { StoredKey } from './key.ts';
import { openKeyRotation } from './open.ts';
import { PUBLISHED_AHEAD } from './published-keys.ts';
import { RotationRefused } from './rotation.ts';
import type { KeyRotation, Rotation } from './rotation.ts';
import { KeyStore } from './store.ts';

const HEAD = ['kid', 'algorithm', 'state', 'kept in', 'published (UTC)', 'signs from', 'ends'];

/** Makes the first key. */
export function createKey(program: Command, run: RunWithServices): Promise<void> {
  return change(program, run, async (rotation) => {
    const { key, othersExpireAt } = await rotation.create();
    return `Made key ${key.id} (${key.algorithm}), which signs from now on.\nJWTs signed with HS256 are accepted until ${toText(othersExpireAt)}.`;
  });
}

/** How `rotatejwtkey` was called. */
export interface RotationOptions {
  /** Whether the next key signs at once, and all others are void. */
  readonly now?: boolean;
  /** Otherwise, for how many milliseconds it is published first. */
  readonly after?: number;
}

/** Replaces the key that signs. */
export function rotateKey(
  program: Command,
  run: RunWithServices,
  { now = false, after = PUBLISHED_AHEAD }: RotationOptions,
): Promise<void> {
  return change(program, run, async (rotation) =>
    now ? describeReplaced(await rotation.replace()) : describeNext(await rotation.rotate(after)),
  );
}

/** Lists the keys that JWTs are, were and will be signed with. */
export function listKeys(run: RunWithServices, formatColumns: FormatColumns): Promise<void> {
  return run(async ({ database, clock }) => {
    const keys = await new KeyStore(database).list();
    const now = clock();
    const signing = keys.findLast((key) => key.signsFrom <= now && isLive(key, now));
    const rows = keys.map((key) => toCells(key, signing, now));
    console.log(formatColumns(HEAD, rows));
  });
}

/** Says what a change has done, or ends the command with why it cannot be. */
function change(
  program: Command,
  run: RunWithServices,
  work: (rotation: KeyRotation) => Promise<string>,
): Promise<void> {
  return run(async (services, schemeSettings) => {
    try {
      const settings = schemeSettings.jwt as unknown as JwtSettings;
      console.log(await work(openKeyRotation(services, settings)));
    } catch (error) {
      if (!(error instanceof RotationRefused)) throw error;
      program.error(error.message);
    }
  });
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
    keptIn(key),
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

function keptIn({ id, sealed }: StoredKey): string {
  if (id === SECRET_ID) return 'settings';
  return sealed === null ? 'file' : 'database';
}

function toText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
