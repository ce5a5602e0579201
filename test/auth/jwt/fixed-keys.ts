import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { algorithmOf } from '../../../src/auth/jwt/algorithms.ts';
import type { JsonWebTokenOptions } from '../../../src/auth/jwt/json-web-token.ts';

/** A ring of one key, whatever it is called. */
export function fixedKeys(key: KeyObject): JsonWebTokenOptions['keys'] {
  const verifying = { id: 'fixed', keys: [key.type === 'secret' ? key : createPublicKey(key)] };
  const known: JsonWebTokenOptions['keys']['known'] = (algorithm) =>
    algorithm === algorithmOf(key) ? verifying : undefined;
  return {
    known,
    find: (algorithm, kid) => Promise.resolve(known(algorithm, kid)),
    signingKey: () => Promise.resolve({ key, kid: undefined }),
  };
}
