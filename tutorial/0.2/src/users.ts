import bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';
import { database } from './database.ts';
import { settings } from './settings.ts';

declare global {
  namespace Express {
    /** Passport's name for whom it lets in. */
    interface User {
      readonly id: number;
      readonly username: string;
    }
  }
}

// AUTOINCREMENT: what was issued to a user who is gone must not become somebody else's.
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

/** Django's name for this kind of hash: its server could read them. */
const FORMAT = 'bcrypt_sha256$';
/** What is no password's hash. */
const NO_HASH = bcrypt.hashSync('', settings.bcryptCost);

/** Adds a user. */
export async function createUser(username: string, password: string, email = ''): Promise<void> {
  const hash = await bcrypt.hash(digest(password), settings.bcryptCost);
  insert.run(username, email, FORMAT + hash);
}

/**
 * The active user whom the two belong to. An unknown name costs the same hash as a wrong password,
 * so that time does not tell one from the other.
 */
export async function checkCredentials(
  username: string,
  password: string,
): Promise<Express.User | undefined> {
  const user = selectByName.get(username);
  const hash = user?.password.slice(FORMAT.length) ?? NO_HASH;
  const isRight = await bcrypt.compare(digest(password), hash);
  return user && isRight ? { id: user.id, username: user.username } : undefined;
}

/** bcrypt reads 72 bytes and no more. Through a digest every byte of the password counts. */
function digest(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
