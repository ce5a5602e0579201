import pg from 'pg';
import { DEFAULT_POOL_SIZE } from '../../src/database/postgres/pools.ts';
import type { SqlValue } from '../../src/database/database.ts';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import { postgresStatement } from '../../src/database/postgres/statement.ts';
import { planOnce } from '../../src/database/sqlite/statements.ts';

/** What is there at once in SQLite, and later in PostgreSQL. */
export type Soon<Value> = Value | Promise<Value>;

/** Gives values to a statement; its first row, if it has one. */
export type Ask<Row> = (...values: SqlValue[]) => Soon<Row | undefined>;

/** Our own database as the peers use it: each statement is prepared once, or once a connection. */
export interface PeerDatabase {
  readonly prepare: <Row>(sql: string) => Ask<Row>;
  /** PostgreSQL's connections; undefined in SQLite. */
  readonly pool?: pg.Pool;
}

/** @param place the path of a SQLite file, or `postgres://…`. */
export function openPeerDatabase(place: string): PeerDatabase {
  return place.startsWith('postgres:') ? openPostgres(place) : openSqlite(place);
}

/**
 * Goes on with what was found. In SQLite it does so at once: its rows would pay for a promise that they
 * do not need.
 */
export function withFound<Value, Result>(
  found: Soon<Value>,
  goOn: (value: Value) => Result,
): Soon<Result> {
  return found instanceof Promise ? found.then(goOn) : goOn(found);
}

function openSqlite(file: string): PeerDatabase {
  const connection = openConnection(file);
  return {
    prepare<Row>(sql: string): Ask<Row> {
      const statement = connection.prepare<SqlValue[], Row>(planOnce(sql));
      if (statement.reader) return (...values) => statement.get(...values);
      return (...values) => void statement.run(...values);
    },
  };
}

/** As many connections as ours has, and statements under names, so that each is planned once. */
function openPostgres(address: string): PeerDatabase {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: address, max: DEFAULT_POOL_SIZE, types });
  return {
    pool,
    prepare<Row>(sql: string): Ask<Row> {
      const { name, text } = postgresStatement(sql);
      return (...values) =>
        new Promise((resolve, reject) => {
          pool.query({ name, text, values }, (error: Error | undefined, result) => {
            if (error === undefined) resolve(result.rows[0] as Row | undefined);
            else reject(error);
          });
        });
    },
  };
}
