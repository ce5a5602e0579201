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

/** A password as it is stored. */
export interface StoredPassword {
  readonly matches: (password: string) => Promise<boolean>;
  /** bcrypt's work factor that takes about as long: 2^cost rounds. */
  readonly cost: number;
}

/** What bcrypt itself goes down to. */
export const LEAST_COST = 4;

/** One hash of this cost takes seconds; a stored one that claims more is damaged, or an attack. */
const MOST_COST = 16;

const HASH = /^\$2[aby](\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/**
 * Reads bcrypt's own `$2b$cost$…`. `$2y$` is PHP's name for the same, `$2a$` the name from before a
 * fault with passwords of 255 bytes was mended (OpenBSD 5.5); Django reads all three alike.
 *
 * @returns undefined for another format, or an absurd cost.
 */
export function readBcrypt(encoded: string): StoredPassword | undefined {
  const [, rest = '', digits = ''] = HASH.exec(encoded) ?? [];
  const cost = Number(digits);
  if (cost < LEAST_COST || cost > MOST_COST) return undefined;
  // The library knows no `$2y$`, and has the fault under the name `$2a$`.
  return { cost, matches: (password) => bcryptPackage().compare(password, `$2b${rest}`) };
}
