import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Database, Queries } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';
import { Seal } from '../keys/seal.ts';
import type { SecretKeys } from '../keys/secret-key.ts';

/** One row. Like the token's, the key is sealed: a copy of the database alone does not show it. */
export const throttleKeyMigrations: readonly Migration[] = [
  {
    name: 'throttle/0002-key',
    statements: ['CREATE TABLE throttle_keys (name TEXT PRIMARY KEY, sealed BLOB NOT NULL)'],
  },
];

const NAME = 'login throttle';

const SELECT = 'SELECT sealed FROM throttle_keys WHERE name = ?';
const UPSERT = `
  INSERT INTO throttle_keys (name, sealed) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed`;

/**
 * The key under which names and addresses are counted. It is derived from SECRET_KEY once, and stays
 * when that is replaced: a new one would forget all that was counted, and who is known where.
 */
export class ThrottleKey {
  readonly #database: Database;
  readonly #derived: string;
  readonly #seal: Seal;
  #loading: Promise<KeyObject> | undefined;

  constructor(database: Database, keys: SecretKeys) {
    this.#database = database;
    this.#derived = keys.derive(NAME)[0].export().toString('base64');
    this.#seal = new Seal(keys.derive(`${NAME} seal`));
  }

  /** @throws {ServiceUnavailable} while the database cannot be used. */
  async get(): Promise<KeyObject> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<KeyObject> {
    const stored = await this.#read(this.#database);
    const key = stored?.isOutdated === false ? stored.text : await this.#store();
    return createSecretKey(key, 'base64');
  }

  /** Seals the key under the current SECRET_KEY: the first one, or what an older SECRET_KEY opens. */
  #store(): Promise<string> {
    return this.#database.transaction(NAME, async (queries) => {
      const key = (await this.#read(queries))?.text ?? this.#derived;
      await queries.run(UPSERT, NAME, this.#seal.close(key, NAME));
      return key;
    });
  }

  async #read(queries: Queries): Promise<ReturnType<Seal['open']>> {
    const row = await queries.get<{ sealed: Buffer }>(SELECT, NAME);
    return row && this.#seal.open(row.sealed, NAME);
  }
}
