import type { Queries, SqlValue } from '../database/database.ts';
import type { User } from '../users/user.ts';

/** A row of a Django table, or an object of a fixture. Its primary key is `pk`, whatever its name. */
export type DjangoRow = Readonly<Record<string, unknown>> & { readonly pk: unknown };

/** What a Django database holds, or a fixture that `dumpdata` has made of it. */
export interface DjangoSource {
  /**
   * Reads a model in the order of its primary key, some rows at a time.
   *
   * @param model as Django names it, such as `authtoken.token`.
   * @returns nothing where the model is not there.
   */
  read(model: string): AsyncIterable<readonly DjangoRow[]>;
}

/** A credential in a Django database. */
export interface DjangoCredential {
  /** What it is known by, in both databases: a digest, or the like. It is no secret. */
  readonly id: string;
  /** What it is, for the report: several of one kind are counted together. */
  readonly kind: string;
  /** Whose it is or was; undefined where that cannot be told. */
  readonly userId: number | undefined;
  /** What may change while it exists, in short; it is stored again when that has. */
  readonly state?: string;
  /** Why it cannot be taken over; `over` where it has come to its end, and nothing is lost. */
  readonly obstacle?: string;
  /** The values of its row in this database. */
  valuesFor(owner: Pick<User, 'id' | 'credentialsEpoch'>): SqlValue[];
}

/** How a scheme takes over what Django has issued. */
export interface DjangoImport {
  /** Unique and stable: under it is remembered what was taken over. */
  readonly name: string;
  /** The models that it reads → fields without which they are something else. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  /** Reads all credentials of those models. */
  read(source: DjangoSource): AsyncIterable<readonly DjangoCredential[]>;
  /**
   * Stores credentials, or their state where they are here already.
   *
   * @returns how many; what a user has here stands in the way of the others.
   */
  store(queries: Queries, rows: readonly (readonly SqlValue[])[]): Promise<number>;
  /** Ends credentials that Django has deleted since; left out where deleting them ends nothing there. */
  end?(queries: Queries, ids: readonly string[]): Promise<void>;
  /** Settings to copy, as lines of `.env`, as far as what is there tells them. */
  settings?(source: DjangoSource): Promise<string[]>;
}

/** An object as `loaddata` reads it. */
export interface DjangoObject {
  readonly model: string;
  readonly pk: string | number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads what a scheme gives back to a Django database.
 *
 * @returns some objects at a time, those that others refer to first.
 */
export type DjangoExport = () => AsyncIterable<readonly DjangoObject[]>;

/** What a scheme takes over from Django, and gives back to it. */
export interface DjangoExchange {
  readonly imports: readonly DjangoImport[];
  readonly exports: readonly DjangoExport[];
}

/** What cannot be read as it is; the message is for the person at the terminal. */
export class UnreadableSource extends Error {}

/** A fixture that names objects in place of giving their ids, which are what tokens hold. */
export class NaturalKeys extends UnreadableSource {
  constructor() {
    super('FROM: has no ids; make it without --natural-foreign and --natural-primary.');
  }
}

/** A text; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Truth, as SQLite (0, 1) and all others write it. */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1;
}

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?\d*(Z|[+-]\d\d:\d\d)?$/;

/**
 * A moment. Without a time zone it is UTC, as Django writes it into SQLite.
 *
 * @returns Unix milliseconds; undefined for anything else.
 */
export function timeOf(value: unknown): number | undefined {
  const [, date, time, fraction = '', zone = 'Z'] = TIME.exec(textOf(value) ?? '') ?? [];
  const moment = Date.parse(`${date}T${time}${fraction}${zone}`);
  return Number.isNaN(moment) ? undefined : moment;
}

/**
 * What a row refers to.
 *
 * @param field as Django names it; the column is `<field>_id`.
 * @throws {NaturalKeys}
 */
export function foreignKeyOf(row: DjangoRow, field: string): unknown {
  const value = row[`${field}_id`] ?? row[field];
  if (Array.isArray(value)) throw new NaturalKeys();
  return value;
}
