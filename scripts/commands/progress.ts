/** One line on a terminal, which each call writes over; without a table it is wiped. */
export function showProgress(table?: string, rows = 0): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `\r\u001b[K${table === undefined ? '' : `${table}: ${formatCount(rows)} rows`}`,
  );
}

/** A number for people to read: `10,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
