import type { Request } from 'autocannon';
import type { Read } from './bindings.ts';

/** A program that serves, running. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8000`. */
  readonly origin: string;
  /** Its process. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** A server's `/home/` under one kind of credentials: a row of the table. */
export interface Subject {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** The process that serves its database, with its children. */
  readonly databasePid?: number;
  /** Fresh credentials; they may live for minutes only. */
  readonly obtain: () => Promise<Record<string, string>>;
  /** What is asked for in turn, where that is not `/home/`. */
  readonly requests?: readonly Request[];
  /** The name of our own row that does the same work, for another program's. */
  readonly rival?: string;
  /** How many statements the database is asked for each request, where that can be counted. */
  readonly statements?: number | undefined;
  /** How often each request waits for a database server, where there is one. */
  readonly roundTrips?: number;
  /** Those of the statements that read, where they can be told. */
  readonly reads?: readonly Read[];
}
