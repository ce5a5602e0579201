import type { Logger } from 'pino';
import { writeIfPossible } from '../../../database/failures.ts';
import { SECRET_ID } from './key.ts';
import type { StoredKey } from './key.ts';
import { makeKey } from './rotation.ts';
import type { NewKeyOptions } from './rotation.ts';

export interface FirstKeyOptions extends NewKeyOptions {
  readonly log: Logger;
}

/**
 * What a process does with the keys when it begins: publishes the key of the file, or makes the first
 * key where there is none. One of several that begin at once does so. A private key that an older
 * SECRET_KEY has sealed is sealed anew, so that the older one can go one day.
 */
export async function publishFirst(options: FirstKeyOptions): Promise<void> {
  const { store, file, algorithm, log } = options;
  const keys = await store.list();
  await reseal(options, keys);
  const newest = keys.at(-1);
  if (file !== undefined) {
    if (newest?.id !== file.id) await publish(options, (all) => all.at(-1)?.id !== file.id);
  } else if (algorithm !== 'HS256' && hasNone(keys)) {
    await publish(options, hasNone);
  } else if (newest !== undefined && newest.algorithm !== algorithm) {
    log.warn(
      `JWT_ALGORITHM: is ${algorithm}, and JWTs are still signed with ${newest.algorithm}; npm run manage -- rotatejwtkey changes over without a gap.`,
    );
  }
}

async function publish(
  options: FirstKeyOptions,
  isDue: (keys: readonly StoredKey[]) => boolean,
): Promise<void> {
  const { store, longest, clock } = options;
  const key = await makeKey(options);
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
