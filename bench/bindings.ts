import { rmSync } from 'node:fs';
import type { SqlValue } from '../src/database/database.ts';
import { openConnection } from '../src/database/sqlite/driver.ts';
import type { Connection } from '../src/database/sqlite/driver.ts';
import { planOnce } from '../src/database/sqlite/statements.ts';

/** So often is a statement run at a stretch; the best stretch counts, for others only disturb. */
const RUNS = 100;
const STRETCHES = 100;

/** A statement that something reads with, and the values that it is given. */
export interface Read {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** How many times as long a row's statements take as with their values written out. */
export interface Binding {
  readonly name: string;
  /** As the server prepares them. */
  readonly asUsed: number;
  /** As they are written, so that SQLite may make a plan at each use. */
  readonly asWritten: number;
}

/**
 * Measures what it costs to give statements their values. With the values in its text a statement has
 * one plan; so one that takes many times as long without them makes its plan anew each time. It is
 * measured on an analyzed copy of a database, where SQLite is the most ready to.
 *
 * @param file of the database.
 * @param rows those without statements are left out.
 */
export function measureBindings(
  file: string,
  rows: readonly { readonly name: string; readonly reads?: readonly Read[] | undefined }[],
): Binding[] {
  const copy = `${file}-analyzed`;
  const original = openConnection(file);
  original.prepare('VACUUM INTO ?').run(copy);
  original.close();
  const connection = openConnection(copy);
  try {
    connection.exec('ANALYZE');
    return rows
      .filter(({ reads = [] }) => reads.length > 0)
      .map(({ name, reads = [] }) => {
        const [base = NaN, used = NaN, written = NaN] = time(connection, [
          reads.map((read) => ({ sql: spell(read), parameters: [] })),
          reads.map((read) => ({ ...read, sql: planOnce(read.sql) })),
          reads,
        ]);
        return { name, asUsed: used / base, asWritten: written / base };
      });
  } finally {
    connection.close();
    rmSync(copy);
  }
}

/** Says what each row's are. */
export function describeBindings(bindings: readonly Binding[]): string[] {
  if (bindings.length === 0) return [];
  const each = bindings.map(
    ({ name, asUsed, asWritten }) => `${name} ${asUsed.toFixed(1)} × (${asWritten.toFixed(1)} ×)`,
  );
  return [
    `Values bound to statements, in place of written out: ${each.join(', ')}.`,
    'In brackets: as SQLite would plan them after ANALYZE.',
  ];
}

/** Milliseconds that a stretch of each group takes; they take turns, so that what slows one slows all. */
function time(connection: Connection, groups: readonly (readonly Read[])[]): number[] {
  const prepared = groups.map((reads) => ({
    best: Infinity,
    statements: reads.map(({ sql, parameters }) => [connection.prepare(sql), parameters] as const),
  }));
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    for (const group of prepared) {
      const start = performance.now();
      for (const [statement, parameters] of group.statements) {
        for (let run = 0; run < RUNS; run++) statement.all(...parameters);
      }
      group.best = Math.min(group.best, performance.now() - start);
    }
  }
  return prepared.map(({ best }) => best);
}

/** A statement with its values in the place of the question marks. */
function spell({ sql, parameters }: Read): string {
  let index = 0;
  return sql.replaceAll('?', () => literal(parameters[index++] ?? null));
}

function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return typeof value === 'number' ? String(value) : `X'${value.toString('hex')}'`;
}
