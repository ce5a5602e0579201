import { openConnection } from '../src/database/sqlite/driver.ts';
import { endProgress, progress } from '../scripts/progress.ts';
import { formatColumns } from '../scripts/commands/table.ts';
import { median } from './median.ts';
import type { Subject } from './subject.ts';
import { readUsage } from './usage.ts';

/** How often each page is asked for in a round. */
const REQUESTS = 20;

/** What a page takes, in milliseconds. */
interface Cost {
  readonly duration: number;
  /** Of the server's processor; not a number where there is no Linux `/proc`. */
  readonly cpu: number;
}

/** What a page takes, by what it shows, in a small database and in a large one. */
export interface PageTime {
  readonly name: string;
  readonly small: Cost;
  readonly large: Cost;
}

/** A server over a SQLite file, and one of its rows. */
export interface PageServer {
  readonly file: string;
  readonly subject: Subject;
}

/** What is on a page → its path; more than one leads to it by the links of an answer in JSON. */
const PAGES: Readonly<Record<string, string | LinkedPage>> = {
  '/home/': '/home/',
  'own account': '/account/',
  'older events': '/account/?before=:event',
  'a user': '/admin/users/500/',
  'users: first page': '/api/users/',
  'users: a page in the middle': { from: '/api/users/?page=:middle' },
  'users: the same by its number': '/api/users/?page=:middle',
  'users, as a page for people': '/admin/',
  'search: one user': '/api/users/?search=user500%40',
  'search: nobody': '/api/users/?search=user500x',
  'search: one in a hundred': '/api/users/?search=r99',
  'search: everybody': '/api/users/?search=example.com',
  'search: everybody, further on': { from: '/api/users/?search=example.com&page=:counted' },
  'search: one letter': '/api/users/?search=u',
};

/** It is found by the link to the next page in what another answers. */
interface LinkedPage {
  readonly from: string;
}

/**
 * Asks two servers for pages that superusers see, in turns. The user of the rows becomes a superuser.
 *
 * @param rounds how often.
 */
export async function measurePages(
  small: PageServer,
  large: PageServer,
  rounds: number,
): Promise<PageTime[]> {
  const openings = [await openPages(small), await openPages(large)] as const;
  const measured = Object.keys(PAGES).map((name) => ({
    name,
    small: new Array<Cost>(),
    large: new Array<Cost>(),
  }));
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}: pages`);
    for (const page of measured) {
      page.small.push(...(await openings[0](page.name)));
      page.large.push(...(await openings[1](page.name)));
    }
  }
  endProgress();
  return measured.map((page) => ({
    name: page.name,
    small: summarize(page.small),
    large: summarize(page.large),
  }));
}

function summarize(costs: readonly Cost[]): Cost {
  return {
    duration: median(costs.map(({ duration }) => duration)),
    cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0) / costs.length,
  };
}

/**
 * Opens the pages of one database.
 *
 * @returns asks for one of them by its name, again and again.
 */
async function openPages({
  file,
  subject,
}: PageServer): Promise<(name: string) => Promise<Cost[]>> {
  const connection = openConnection(file, { timeout: 60_000 });
  connection.exec(`UPDATE users SET is_superuser = 1 WHERE username = 'user500'`);
  const select = (sql: string): number => Number(connection.prepare(sql).pluck().get());
  const values: Record<string, number> = {
    ':event': select(`
      SELECT AVG(id) FROM events WHERE username = 'user500'`),
    ':middle': Math.ceil(select('SELECT COUNT(*) FROM users') / 100),
    ':counted': Math.ceil(Math.min(select('SELECT COUNT(*) FROM users'), 10_000) / 100),
  };
  connection.close();
  const headers = await subject.obtain();
  const fill = (path: string): string =>
    new URL(
      path.replace(/:[a-z]+/, (name) => String(values[name]?.toFixed(0))),
      subject.url,
    ).href;
  const urls = new Map<string, string>();
  for (const [name, page] of Object.entries(PAGES)) {
    if (typeof page === 'string') urls.set(name, fill(page));
    else {
      const { next } = JSON.parse(await read(fill(page.from), headers)) as { next: string };
      urls.set(name, next);
    }
  }
  return async (name) => {
    const durations: number[] = [];
    const before = readUsage(subject.pid);
    for (let time = 0; time < REQUESTS; time++) {
      const start = performance.now();
      await read(urls.get(name) ?? '', headers);
      durations.push(performance.now() - start);
    }
    const used = (readUsage(subject.pid)?.cpu ?? NaN) - (before?.cpu ?? NaN);
    return durations.map((duration) => ({ duration, cpu: used / 1000 / REQUESTS }));
  };
}

/** @throws {Error} for any answer but 200. */
async function read(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${text}`);
  return text;
}

/** Both databases' times, side by side. */
export function formatPages(times: readonly PageTime[], counts: readonly [number, number]): string {
  const head = ['ms', ...counts.flatMap((count) => [`${count.toLocaleString('en')} rows`, 'CPU'])];
  const rows = times.map(({ name, small, large }) => [
    name,
    ...[small, large].flatMap(({ duration, cpu }) => [duration, cpu].map((ms) => ms.toFixed(1))),
  ]);
  return formatColumns(head, rows);
}
