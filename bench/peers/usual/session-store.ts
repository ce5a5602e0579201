import createSqliteStore from 'better-sqlite3-session-store';
import createPostgresStore from 'connect-pg-simple';
import session from 'express-session';
import { openConnection } from '../../../src/database/sqlite/driver.ts';
import type { PeerDatabase } from '../database.ts';

/** The kept store for express-session that there is for a database, with a table of its own. */
export function openSessionStore(place: string, { pool }: PeerDatabase): session.Store {
  if (pool !== undefined) {
    const Store = createPostgresStore(session);
    return new Store({ pool, tableName: 'peer_usual_sessions', createTableIfMissing: true });
  }
  // A file of its own: the store's table has the name of one of ours.
  const client = openConnection(`${place}.usual`);
  client.pragma('journal_mode = WAL');
  const Store = createSqliteStore(session);
  return new Store({ client });
}
