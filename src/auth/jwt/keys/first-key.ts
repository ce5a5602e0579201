import type { Logger } from 'pino';
import { writeIfPossible } from '../../../database/failures.ts';
import { generateKey, newKey, SECRET_ID } from './key.ts';
import type { NewKey, StoredKey } from './key.ts';
import type { NewKeyOptions } from './rotation.ts';

/** What {@link publishFirst} builds on. */
export interface FirstKeyOptions extends NewKeyOptions {
  readonly log: Logger;
}

/**
 * What a process does with the keys when it begins: publishes the key of the file, or makes the first
 * key where there is none. One of several that begin at once does so. A private key that an older
 * SECRET_KEY has sealed is sealed anew, so that the older one can go one day.
 */
export async function publishFirst(options: FirstKeyOptions): Promise<void> {
  const { store, seal, file, algorithm, log } = options;
  const keys = await store.list();
  await reseal(options, keys);
  const newest = keys.at(-1);
  if (file !== undefined) {
    if (newest?.id === file.id) return;
    const key = newKey(file.algorithm, file.key);
    await publish(options, key, (all) => all.at(-1)?.id !== file.id);
  } else if (algorithm !== 'HS256' && hasNone(keys)) {
    const key = newKey(algorithm, await generateKey(algorithm), seal.close.bind(seal));
    await publish(options, key, hasNone);
  } else if (newest !== undefined && newest.algorithm !== algorithm) {
    log.warn(
      `JWT_ALGORITHM: is ${algorithm}, and JWTs are still signed with ${newest.algorithm}; npm run manage -- rotatejwtkey changes over without a gap.`,
    );
  }
}

async function publish(
  { store, longest, clock }: FirstKeyOptions,
  key: NewKey,
  isDue: (keys: readonly StoredKey[]) => boolean,
): Promise<void> {
  const now = clock();
  const succession = { signsFrom: now, othersExpireAt: now + longest, isForAll: false };
  await store.publish(key, now, (keys) => (isDue(keys) ? succession : undefined));
}

async function reseal({ store, seal }: FirstKeyOptions, keys: readonly StoredKey[]): Promise<void> {
  for (const key of keys) {
    const opened = key.sealed === null ? undefined : seal.open(key.sealed, key.id);
    if (!opened?.isOutdated) continue;
    await writeIfPossible(() => store.reseal(key, seal.close(opened.text, key.id)));
  }
}

function hasNone(keys: readonly StoredKey[]): boolean {
  return keys.every(({ id }) => id === SECRET_ID);
}
