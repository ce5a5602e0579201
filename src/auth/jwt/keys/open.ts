import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Seal } from '../../../keys/seal.ts';
import type { Services } from '../../services.ts';
import type { JwtSettings } from '../settings.ts';
import { MOST_LEEWAY } from '../store.ts';
import type { NewKeyOptions } from './rotation.ts';
import { KeyRing } from './ring.ts';
import { KeyRotation } from './rotation.ts';
import { KeyStore } from './store.ts';

/** The keys that the settings and the database have. */
export function openKeyRing(services: Services, settings: JwtSettings): KeyRing {
  const secrets = sharedSecrets(services, settings);
  return new KeyRing({ ...newKeyOptions(services, settings), secrets, log: services.log });
}

/** What replaces the key that signs. */
export function openKeyRotation(services: Services, settings: JwtSettings): KeyRotation {
  return new KeyRotation(newKeyOptions(services, settings));
}

function newKeyOptions({ database, keys, clock }: Services, settings: JwtSettings): NewKeyOptions {
  const { JWT_ACCESS_LIFETIME, JWT_REFRESH_LIFETIME } = settings;
  return {
    store: new KeyStore(database),
    seal: new Seal(keys.derive('jwt keys')),
    file: settings.JWT_PRIVATE_KEY_FILE,
    algorithm: settings.JWT_ALGORITHM,
    longest: Math.max(JWT_ACCESS_LIFETIME, JWT_REFRESH_LIFETIME) + MOST_LEEWAY,
    clock,
  };
}

/** The keys of HS256. A `JWT_SIGNING_KEY` stands alone. */
function sharedSecrets(
  { keys }: Services,
  { JWT_SIGNING_KEY }: JwtSettings,
): [KeyObject, ...KeyObject[]] {
  const [first, ...older] = JWT_SIGNING_KEY === undefined ? keys.secrets : [JWT_SIGNING_KEY];
  return [createSecretKey(first, 'utf8'), ...older.map((key) => createSecretKey(key, 'utf8'))];
}
