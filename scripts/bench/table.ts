import type { Row } from './measure.ts';

const HEAD = ['', 'requests/s', 'min–max', '× bare', '× Express', 'p50 ms', 'p99 ms', 'clients'];

/**
 * The table as text. A ratio is the median over the rounds of one row's rate by the other's in the
 * same round, so that a machine that slows down slows both.
 *
 * @param rows the first two are those that the ratios are to.
 */
export function formatTable(rows: readonly Row[]): string {
  const [bare, express] = rows;
  const cells = rows.map((row) => {
    const rates = row.samples.map(({ rate }) => rate);
    return [
      row.subject.name,
      formatRate(median(rates)),
      `${formatRate(Math.min(...rates))}–${formatRate(Math.max(...rates))}`,
      formatRatio(ratio(row, bare)),
      formatRatio(ratio(row, express)),
      formatTime(median(row.samples.map(({ p50 }) => p50))),
      formatTime(median(row.samples.map(({ p99 }) => p99))),
      String(row.load.connections),
    ];
  });
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const align = (line: readonly string[]): string =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [align(HEAD), rule, ...cells.map(align)].join('\n');
}

function ratio(row: Row, base: Row | undefined): number {
  return median(row.samples.map(({ rate }, round) => rate / (base?.samples[round]?.rate ?? NaN)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low = NaN, high = NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

function formatRate(rate: number): string {
  return rate.toLocaleString('en', { maximumFractionDigits: rate < 100 ? 1 : 0 });
}

function formatRatio(value: number): string {
  return value < 0.1 ? value.toPrecision(1) : value.toFixed(2);
}

function formatTime(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}
