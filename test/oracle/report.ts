import { styleText } from 'node:util';
import type { Comparison } from './compare.ts';
import { differences } from './differences/index.ts';
import type { Answer } from './exchange.ts';

const WIDTH = 9;

/** The table's head. */
export const HEAD = ['scheme', 'exchanges', 'equal', 'listed', 'neither']
  .map((title, at) => (at === 0 ? title.padEnd(14) : title.padStart(WIDTH + 2)))
  .join('');

/** A line of the table: how many of a group's exchanges were answered alike. */
export function lineOf(name: string, comparisons: readonly Comparison[]): string {
  const count = (wanted: Comparison['verdict']): number =>
    comparisons.filter(({ verdict }) => verdict === wanted).length;
  const neither = count('neither');
  const cells = [comparisons.length, count('equal'), count('listed')].map(cellOf);
  const last = neither === 0 ? cellOf(neither) : styleText('red', cellOf(neither));
  return `${name.padEnd(14)}${cells.join('')}${last}`;
}

function cellOf(count: number): string {
  return String(count).padStart(WIDTH + 2);
}

/** What to look at of an exchange that is neither equal nor listed. */
export function detailsOf({
  exchange,
  theirs,
  ours,
  expected,
  differences: met,
}: Comparison): string {
  const { method, path, headers, body } = exchange.request;
  const isChanged = met.length > 0;
  return [
    `${exchange.id}: ${method} ${path}`,
    ...headers.map(([name, value]) => `    ${name}: ${value}`),
    ...(body === undefined ? [] : [`    ${JSON.stringify(body)}`]),
    `  Django    ${textOf(theirs)}`,
    ...(isChanged ? [`  expected  ${textOf(expected)} by ${met.join(', ')}`] : []),
    `  here      ${textOf(ours)}`,
  ].join('\n');
}

function textOf(answer: Answer): string {
  return JSON.stringify(answer);
}

/** How often each listed difference was met; the ids of those that every Django shows, and none did. */
export function countDifferences(comparisons: readonly Comparison[]): {
  lines: string[];
  unmet: string[];
} {
  const met = new Map<string, number>();
  for (const { verdict, differences: ids } of comparisons) {
    if (verdict !== 'listed') continue;
    for (const id of ids) met.set(id, (met.get(id) ?? 0) + 1);
  }
  return {
    lines: differences.map(({ id }) => `  ${String(met.get(id) ?? 0).padStart(5)}  ${id}`),
    unmet: differences
      .filter((each) => each.of === undefined && !met.has(each.id))
      .map(({ id }) => id),
  };
}
