import type { Dialect, SqlValue } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';
import { normalizeUsername } from './username.ts';

/** How many characters both databases look a text up by. */
const GRAM = 3;

/** Stands twice before each field, so that one character, or two, can be looked up at its beginning. */
const BEGINNING = '\u0001';
const FIELDS = 'char(1, 1) || username || char(1, 1) || email';

/**
 * An index of what names and e-mail addresses contain. In SQLite triggers keep it, whichever program writes; a
 * change of neither costs nothing.
 *
 * In PostgreSQL it needs pg_trgm, which the owner of a database may add since PostgreSQL 13, where it is
 * installed. Without it everything works as well, and a search reads all users.
 */
export const searchMigration: Migration = {
  name: 'users/0003-search',
  statements: {
    sqlite: [
      `CREATE VIEW users_search_fields AS SELECT id, ${FIELDS} AS fields FROM users`,
      `CREATE VIRTUAL TABLE users_search USING fts5 (
        fields, content = 'users_search_fields', content_rowid = 'id', columnsize = 0,
        detail = none, tokenize = 'trigram'
      )`,
      `INSERT INTO users_search (users_search) VALUES ('rebuild')`,
      // In one piece: else the writes that come next would merge the pieces, 64 pages at a time.
      `INSERT INTO users_search (users_search) VALUES ('optimize')`,
      `CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN
        INSERT INTO users_search (rowid, fields)
          SELECT id, fields FROM users_search_fields WHERE id = NEW.id;
      END`,
      `CREATE TRIGGER users_search_delete BEFORE DELETE ON users BEGIN
        INSERT INTO users_search (users_search, rowid, fields)
          SELECT 'delete', id, fields FROM users_search_fields WHERE id = OLD.id;
      END`,
      `CREATE TRIGGER users_search_update_before BEFORE UPDATE OF username, email ON users
      WHEN OLD.username <> NEW.username OR OLD.email <> NEW.email BEGIN
        INSERT INTO users_search (users_search, rowid, fields)
          SELECT 'delete', id, fields FROM users_search_fields WHERE id = OLD.id;
      END`,
      `CREATE TRIGGER users_search_update_after AFTER UPDATE OF username, email ON users
      WHEN OLD.username <> NEW.username OR OLD.email <> NEW.email BEGIN
        INSERT INTO users_search (rowid, fields)
          SELECT id, fields FROM users_search_fields WHERE id = NEW.id;
      END`,
    ],
    postgres: [
      `DO $$
      DECLARE place TEXT;
      BEGIN
        BEGIN
          CREATE EXTENSION IF NOT EXISTS pg_trgm;
        EXCEPTION WHEN OTHERS THEN
          RAISE LOG 'pg_trgm is not there: searches for users read all of them (%)', SQLERRM;
        END;
        SELECT nspname INTO place FROM pg_extension
          JOIN pg_namespace ON pg_namespace.oid = extnamespace
          WHERE extname = 'pg_trgm' AND has_schema_privilege(extnamespace, 'USAGE');
        IF place IS NOT NULL THEN
          EXECUTE format(
            'CREATE INDEX users_search ON users
              USING gin (LOWER(username) %1$I.gin_trgm_ops, LOWER(email) %1$I.gin_trgm_ops)',
            place);
        END IF;
      END $$`,
    ],
  },
};

const MATCHES = `(LOWER(username) LIKE ? ESCAPE '!' OR LOWER(email) LIKE ? ESCAPE '!')`;

/** A search in the words of a database. */
export interface Search {
  /** What follows FROM; more conditions can be added. */
  readonly from: string;
  readonly values: readonly SqlValue[];
  /** The id, in whose order rows are found. */
  readonly id: string;
}

/**
 * The users of whom a name or an e-mail address contains a text, or begins with it where it is too short
 * to be looked up; of ASCII letters the case does not count.
 *
 * @param text without control characters.
 */
export function searchFor(text: string, dialect: Dialect): Search {
  const name = normalizeUsername(text);
  const pattern = patternOf(name);
  const values = [pattern, pattern];
  if (dialect === 'postgres') return { from: `users WHERE ${MATCHES}`, values, id: 'users.id' };
  // The index finds a little too much: who has all the grams, and letters beyond ASCII in any case.
  const from = `
    users_search CROSS JOIN users ON users.id = users_search.rowid
    WHERE users_search MATCH ? AND ${MATCHES}`;
  return { from, values: [matchOf(name), ...values], id: 'users_search.rowid' };
}

/** Whether a text is found only where a name or an e-mail address begins with it. */
export function isShort(text: string): boolean {
  return [...normalizeUsername(text)].length < GRAM;
}

/** What to compare the name and the address with: LIKE's own characters stand for themselves. */
function patternOf(text: string): string {
  const literal = text.replace(/[!%_]/g, '!$&');
  // As LOWER does it in both databases.
  const lower = literal.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return isShort(text) ? `${lower}%` : `%${lower}%`;
}

/** What to look for in SQLite's index: every gram of the text. */
function matchOf(text: string): string {
  const characters = [...text];
  while (characters.length < GRAM) characters.unshift(BEGINNING);
  const grams = characters.slice(GRAM - 1).map((_, at) => characters.slice(at, at + GRAM).join(''));
  return [...new Set(grams)].map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' ');
}
