import type { Row } from './measure.ts';
import { median } from './median.ts';

/** A column's head, and what it says of a row among all rows. */
type Column = readonly [string, (row: Row, rows: readonly Row[]) => string];

/** What can only be said where the database has a server of its own. */
const OF_DATABASE_SERVERS: readonly Column[] = [
  ['trips', ({ subject }) => formatCount(subject.roundTrips)],
  [
    'DB µs',
    ({ samples }) => formatMeasure(median(samples.map(({ databaseCpu = NaN }) => databaseCpu))),
  ],
];

const COLUMNS: readonly Column[] = [
  ['', ({ subject }) => subject.name],
  ['requests/s', ({ samples }) => formatRate(median(samples.map(({ rate }) => rate)))],
  [
    'min–max',
    ({ samples }) => {
      const rates = samples.map(({ rate }) => rate);
      return `${formatRate(Math.min(...rates))}–${formatRate(Math.max(...rates))}`;
    },
  ],
  ['× bare', (row, [bare]) => formatRatio(ratio(row, bare))],
  ['× Express', (row, [, express]) => formatRatio(ratio(row, express))],
  [
    'ours ×',
    (row, rows) => {
      const rival = rows.find(({ subject }) => subject.name === row.subject.rival);
      return rival === undefined ? '' : formatRatio(ratio(rival, row));
    },
  ],
  ['p50 ms', ({ samples }) => formatTime(median(samples.map(({ p50 }) => p50)))],
  ['p99 ms', ({ samples }) => formatTime(median(samples.map(({ p99 }) => p99)))],
  ['CPU µs', (row) => formatMeasure(median(cpuOf(row)))],
  [
    'over open',
    (row, [, , open]) => {
      const base = open === undefined ? [] : cpuOf(open);
      return formatMeasure(median(cpuOf(row).map((cpu, round) => cpu - (base[round] ?? NaN))));
    },
  ],
  ['SQL', ({ subject }) => formatCount(subject.statements)],
  ['wire B', ({ samples }) => String(samples[0]?.wire ?? '')],
  ['MB', ({ samples }) => formatMeasure(median(samples.map(({ memory = NaN }) => memory / 1e6)))],
  ['clients', ({ load }) => String(load.connections)],
];

/**
 * The table as text. A ratio is the median over the rounds of one row's rate by the other's in the
 * same round, so that a machine that slows down slows both.
 *
 * @param rows the first two are those that the ratios are to; the third is the open route.
 */
export function formatTable(rows: readonly Row[]): string {
  const isServed = rows.some(({ subject }) => subject.databasePid !== undefined);
  const place = COLUMNS.findIndex(([name]) => name === 'SQL') + 1;
  const columns = COLUMNS.toSpliced(place, 0, ...(isServed ? OF_DATABASE_SERVERS : []));
  const head = columns.map(([name]) => name);
  const cells = rows.map((row) => columns.map(([, format]) => format(row, rows)));
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const align = (line: readonly string[]): string =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [align(head), rule, ...cells.map(align)].join('\n');
}

function cpuOf({ samples }: Row): number[] {
  return samples.map(({ cpu = NaN }) => cpu);
}

function ratio(row: Row, base: Row | undefined): number {
  return median(row.samples.map(({ rate }, round) => rate / (base?.samples[round]?.rate ?? NaN)));
}

function formatRate(rate: number): string {
  return rate.toLocaleString('en', { maximumFractionDigits: rate < 100 ? 1 : 0 });
}

function formatRatio(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value < 0.1 ? value.toPrecision(1) : value.toFixed(2);
}

function formatTime(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}

function formatCount(count: number | undefined): string {
  return count === undefined ? '–' : String(count);
}

/** A number of whole things; nobody could tell where it is none. */
function formatMeasure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toLocaleString('en', { maximumFractionDigits: 0 });
}
