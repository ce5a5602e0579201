import bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';
import { openConnection } from '../../src/database/driver.ts';
import type { Connection, Statement } from '../../src/database/driver.ts';
import { planOnce } from '../../src/database/sqlite.ts';

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

/** The users in our own SQLite file, for programs that are measured beside us. */
export class PeerUsers {
  readonly connection: Connection;
  readonly #byName: Statement<[string], PeerUser>;
  readonly #byId: Statement<[number], PeerUser>;
  readonly #byToken: Statement<[string], PeerUser>;

  constructor(file: string) {
    this.connection = openConnection(file);
    this.connection.exec(`CREATE TABLE IF NOT EXISTS peer_tokens (
      digest TEXT PRIMARY KEY, user_id INTEGER NOT NULL, credentials_epoch INTEGER NOT NULL)`);
    this.#byName = this.connection.prepare(
      planOnce(`SELECT ${COLUMNS}, users.password FROM users WHERE username = ?`),
    );
    this.#byId = this.connection.prepare(planOnce(`SELECT ${COLUMNS} FROM users WHERE id = ?`));
    this.#byToken = this.connection.prepare(
      planOnce(`SELECT ${COLUMNS} FROM peer_tokens
        JOIN users ON users.id = peer_tokens.user_id
          AND users.credentials_epoch = peer_tokens.credentials_epoch
        WHERE peer_tokens.digest = ?`),
    );
  }

  /** The active user whom name and password belong to. It costs a whole hash each time. */
  async check(username: string, password: string): Promise<PeerUser | undefined> {
    const user = this.#byName.get(username);
    if (!user?.is_active) return undefined;
    const digest = createHash('sha256').update(password).digest('hex');
    const isRight = await bcrypt.compare(digest, user.password.replace('bcrypt_sha256$', ''));
    return isRight ? user : undefined;
  }

  findById(id: number): PeerUser | undefined {
    return this.#byId.get(id);
  }

  findByToken(token: string): PeerUser | undefined {
    const user = this.#byToken.get(digestOf(token));
    return user?.is_active ? user : undefined;
  }

  saveToken(token: string, { id, credentials_epoch: epoch }: PeerUser): void {
    this.connection
      .prepare('INSERT INTO peer_tokens VALUES (?, ?, ?)')
      .run(digestOf(token), id, epoch);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
