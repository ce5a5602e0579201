import bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';
import { withFound } from './database.ts';
import type { Ask, PeerDatabase, Soon } from './database.ts';

/** A user as the peers read them: the same columns of the same table as our own rows. */
export interface PeerUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly is_active: number;
  readonly is_superuser: number;
  readonly credentials_epoch: number;
}

const COLUMNS = `users.id, users.username, users.email, users.is_active, users.is_superuser,
  users.credentials_epoch`;

/** The users in our own database, for programs that are measured beside us. */
export class PeerUsers {
  readonly #byName: Ask<PeerUser>;
  readonly #byId: Ask<PeerUser>;
  readonly #byToken: Ask<PeerUser>;
  readonly #saveToken: Ask<never>;

  private constructor({ prepare }: PeerDatabase) {
    this.#byName = prepare(`SELECT ${COLUMNS}, users.password FROM users WHERE username = ?`);
    this.#byId = prepare(`SELECT ${COLUMNS} FROM users WHERE id = ?`);
    this.#byToken = prepare(`
      SELECT ${COLUMNS} FROM peer_tokens
      JOIN users ON users.id = peer_tokens.user_id
        AND users.credentials_epoch = peer_tokens.credentials_epoch
      WHERE peer_tokens.digest = ?`);
    this.#saveToken = prepare('INSERT INTO peer_tokens VALUES (?, ?, ?)');
  }

  static async open(database: PeerDatabase): Promise<PeerUsers> {
    await database.prepare(`CREATE TABLE IF NOT EXISTS peer_tokens (
      digest TEXT PRIMARY KEY, user_id INTEGER NOT NULL, credentials_epoch INTEGER NOT NULL)`)();
    return new PeerUsers(database);
  }

  /** The active user whom name and password belong to. It costs a whole hash each time. */
  async check(username: string, password: string): Promise<PeerUser | undefined> {
    const user = await this.#byName(username);
    if (!user?.is_active) return undefined;
    const digest = createHash('sha256').update(password).digest('hex');
    const isRight = await bcrypt.compare(digest, user.password.replace('bcrypt_sha256$', ''));
    return isRight ? user : undefined;
  }

  findById(id: number): Soon<PeerUser | undefined> {
    return this.#byId(id);
  }

  findByToken(token: string): Soon<PeerUser | undefined> {
    return withFound(this.#byToken(digestOf(token)), (user) =>
      user?.is_active ? user : undefined,
    );
  }

  async saveToken(token: string, { id, credentials_epoch: epoch }: PeerUser): Promise<void> {
    await this.#saveToken(digestOf(token), id, epoch);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
