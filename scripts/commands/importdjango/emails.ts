import type { Queries } from '../../../src/database/database.ts';
import { normalizeEmail } from '../../../src/users/email.ts';
import { userRecords } from './existing-users.ts';
import { BATCH } from './source.ts';
import type { Survey } from './survey.ts';
import type { DjangoUser } from './user-row.ts';

const SELECT = `
  SELECT id, username, email FROM users WHERE id > ? AND email <> '' ORDER BY id LIMIT ?`;

/** The e-mail addresses of all users; capital letters do not count. */
export class Emails {
  readonly #once = new Set<string>();
  readonly #shared = new Set<string>();

  add({ email }: Pick<DjangoUser, 'email'>): void {
    const key = keyOf(email);
    if (key === '') return;
    (this.#once.has(key) ? this.#shared : this.#once).add(key);
  }

  has(email: string): boolean {
    return this.#once.has(keyOf(email));
  }

  /** Those of several users. */
  get shared(): readonly string[] {
    return [...this.#shared];
  }
}

/**
 * The e-mail addresses that would be several users': in Django already, or of one there and one who was
 * made here and does not give way.
 */
export async function findSharedEmails(queries: Queries, survey: Survey): Promise<string[]> {
  const shared = new Set(survey.emails.shared);
  for (let last = 0; ;) {
    interface Row {
      id: number;
      username: string;
      email: string;
    }
    const users = await queries.all<Row>(SELECT, last, BATCH);
    if (users.length === 0) return [...shared];
    last = users.at(-1)?.id ?? last;
    const ids = users.map(({ id }) => String(id));
    const imported = await userRecords.find(queries, ids);
    for (const { id, username, email } of users) {
      const stays = !imported.has(String(id)) && !survey.names.has(username);
      if (stays && survey.emails.has(email)) shared.add(keyOf(email));
    }
  }
}

function keyOf(email: string): string {
  return normalizeEmail(email).toLowerCase();
}
