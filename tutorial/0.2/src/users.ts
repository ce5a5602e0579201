import bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';
import { database } from './database.ts';
import { settings } from './settings.ts';

declare global {
  namespace Express {
    /** Passport's type for the user of a request. */
    interface User {
      readonly id: number;
      readonly username: string;
    }
  }
}

// AUTOINCREMENT uses no id twice: a deleted user's sessions and tokens must fit no new user.
database.exec(`
  CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    password TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1
  )`);

const insert = database.prepare('INSERT INTO users (username, email, password) VALUES (?, ?, ?)');
const selectByName = database.prepare<[string], Express.User & { password: string }>(
  'SELECT id, username, password FROM users WHERE username = ? AND is_active = 1',
);

/** Django's name for this kind of hash, so that a Django server could read the table. */
const FORMAT = 'bcrypt_sha256$';
/** The hash of an empty text, for unknown names. No password fits it: its digest is never empty. */
const DUMMY_HASH = bcrypt.hashSync('', settings.bcryptCost);

/** Adds a user. */
export async function createUser(username: string, password: string, email = ''): Promise<void> {
  const hash = await bcrypt.hash(digest(password), settings.bcryptCost);
  insert.run(username, email, FORMAT + hash);
}

/**
 * The active user with this name and password. An unknown name costs the same hash as a wrong
 * password, so that the time of the answer does not tell which names exist.
 */
export async function checkCredentials(
  username: string,
  password: string,
): Promise<Express.User | undefined> {
  const user = selectByName.get(username);
  const hash = user?.password.slice(FORMAT.length) ?? DUMMY_HASH;
  const isRight = await bcrypt.compare(digest(password), hash);
  return user && isRight ? { id: user.id, username: user.username } : undefined;
}

/** bcrypt reads 72 bytes and no more. Through a digest every byte of the password counts. */
function digest(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
