import type bcrypt from 'bcrypt';
import { loadNative } from '../native-package.ts';

let loaded: typeof bcrypt | undefined;

/**
 * The package that hashes, loaded when it is first asked for.
 *
 * @throws {StartupError} when its native part cannot be loaded.
 */
export function bcryptPackage(): typeof bcrypt {
  return (loaded ??= loadNative<typeof bcrypt>('bcrypt'));
}
