import type { Answer } from '../tour/request.ts';

/** An entry of Server-Timing: its name, milliseconds and how often. */
const ENTRY = /(?<name>\w+);dur=(?<took>[\d.]+);desc="(?<count>\d+)x"/g;

/** What is counted → one of it, and several. */
const NOUNS: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  sql: ['SQL statement', 'SQL statements'],
  hash: ['password hash', 'password hashes'],
};

export interface Costs {
  /** Whether it has asked whose the request is. */
  readonly isGuarded: boolean;
  /** Such as "2 SQL statements, 0.31 ms". */
  readonly words: readonly string[];
}

/** Reads what the answer itself says of it (Server-Timing). */
export function costsOf({ headers }: Answer): Costs {
  const timing = headers.find(([name]) => name.toLowerCase() === 'server-timing')?.[1] ?? '';
  let isGuarded = false;
  const words: string[] = [];
  for (const { groups = {} } of timing.matchAll(ENTRY)) {
    const { name = '', took = '', count = '' } = groups;
    isGuarded ||= name === 'auth';
    const noun = NOUNS[name]?.[count === '1' ? 0 : 1];
    if (noun !== undefined) words.push(`${count} ${noun}, ${took} ms`);
  }
  return { isGuarded, words };
}
