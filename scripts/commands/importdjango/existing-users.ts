import type { Queries } from '../../../src/database/database.ts';
import { ImportRecords } from '../../../src/users/import-records.ts';
import { BATCH } from './source.ts';
import type { Survey } from './survey.ts';

/** A user who was made here, and stands in the way of one from Django. */
export interface ExistingUser {
  readonly id: number;
  readonly username: string;
  /** Whether it is the name that they have in common; else it is the id alone. */
  readonly isSameName: boolean;
}

/** Under this name is remembered which users were imported. */
export const userRecords = new ImportRecords('user');

const SELECT = 'SELECT id, username FROM users WHERE id > ? ORDER BY id LIMIT ?';
const DELETE = 'DELETE FROM users WHERE id = ?';
const COPY = `
  SELECT username, email, password, is_active, is_superuser, created_at FROM users WHERE id = ?`;
const INSERT = `
  INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
  VALUES (?, ?, ?, ?, ?, ?)`;

/** Finds users with a name, or an id, that is to be one of Django's, and who were not imported. */
export async function findExisting(queries: Queries, survey: Survey): Promise<ExistingUser[]> {
  const existing: ExistingUser[] = [];
  let last = 0;
  for (;;) {
    const users = await queries.all<{ id: number; username: string }>(SELECT, last, BATCH);
    if (users.length === 0) return existing;
    last = users.at(-1)?.id ?? last;
    const imported = await userRecords.find(
      queries,
      users.map(({ id }) => String(id)),
    );
    for (const { id, username } of users) {
      if (imported.has(String(id))) continue;
      const isSameName = survey.names.has(username);
      if (isSameName || survey.ids.has(id)) existing.push({ id, username, isSameName });
    }
  }
}

/**
 * Makes room: a user with the name of one from Django gives way to them; one with the id alone gets a new
 * one, and what was issued to them ends, for it holds the old one.
 */
export async function makeRoom(queries: Queries, existing: readonly ExistingUser[]): Promise<void> {
  for (const { id, isSameName } of existing) {
    const user = await queries.get<Record<string, string | number>>(COPY, id);
    await queries.run(DELETE, id);
    if (user === undefined || isSameName) continue;
    const { username, email, password, is_active, is_superuser, created_at } = user;
    const values = [username, email, password, is_active, is_superuser, created_at];
    await queries.run(INSERT, ...values.map((value) => value ?? null));
  }
}
