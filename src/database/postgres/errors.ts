import { pg } from './driver.ts';
import { firstLine } from '../../thrown.ts';
import { ServiceUnavailable } from '../../http/http-error.ts';

/** Seconds after which a client may try again. */
const RETRY_AFTER = 5;

/**
 * SQLSTATEs (PostgreSQL's appendix A), or their first two characters, that say nothing about the
 * statement and all about the moment: no connection, no resources, shutting down or cancelled by a
 * timeout, I/O error, locked, given up after waiting or retrying.
 */
const UNAVAILABLE = ['08', '53', '57', '58', '55P03', '25P03', '40001', '40P01'];

/**
 * SQLSTATEs of a statement that met another one in mid-write, as none can in SQLite: a deadlock, a
 * serialization failure, and a user who was deleted between being read and being referred to.
 */
const COLLISIONS = ['40001', '40P01', '23503'];

/**
 * SQLSTATEs of a prepared statement that is not there, or is there already: connections are shared by a
 * pooler that nobody has told this server of.
 */
const UNTOLD_POOLER = ['26000', '42P05'];

/** SQLSTATE of a write where nothing but reading is possible. */
const READ_ONLY = '25006';

/** SQLSTATE of a server, database or role that has as many connections as it may. */
const TOO_MANY_CONNECTIONS = '53300';

/** Whether a connection was refused because there are too many: one that is there may come free. */
export function isRefusedForNumber(error: unknown): boolean {
  return sqlState(error) === TOO_MANY_CONNECTIONS;
}

/** Whether running the same again may go well: what it collided with is over. */
export function isCollision(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (COLLISIONS.includes(sqlState(cause) ?? '')) return true;
  }
  return false;
}

/**
 * What a request fails with. An error that PostgreSQL did not send comes from the connection to it.
 *
 * @param address where it was asked for, without a password; the log wants to know.
 * @returns {@link ServiceUnavailable} with the cause, or the error itself when the statement is wrong.
 */
export function postgresError(error: unknown, address: string): unknown {
  const code = sqlState(error);
  if (code === READ_ONLY) return readOnly(error, address);
  const isOutage =
    code === undefined ||
    UNTOLD_POOLER.includes(code) ||
    UNAVAILABLE.some((prefix) => code.startsWith(prefix));
  return isOutage ? unavailable(error, address) : error;
}

/** A standby, a server that gave its place to another, or one that was set to it. */
function readOnly(error: unknown, address: string): ServiceUnavailable {
  const cause = new Error(`${address} can only be read (${reason(error)})`, { cause: error });
  return new ServiceUnavailable('The database can only be read right now.', RETRY_AFTER, cause);
}

/** The failure to get a connection, whatever the reason: a client cannot mend it, time may. */
export function unavailable(error: unknown, address: string): ServiceUnavailable {
  const cause = new Error(`${address} does not answer (${reason(error)})`, { cause: error });
  return new ServiceUnavailable('The database does not answer.', RETRY_AFTER, cause);
}

function sqlState(error: unknown): string | undefined {
  return error instanceof pg().DatabaseError ? error.code : undefined;
}

/** One line. Node's AggregateError, for a host with two addresses, has but a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = error.name } = error as NodeJS.ErrnoException;
  const line = firstLine(error) || code;
  const isPooler = UNTOLD_POOLER.includes(code) || line.includes('unsupported startup parameter');
  return isPooler ? `${line}; behind PgBouncer the address needs ?pgbouncer=true` : line;
}
