import { isDeepStrictEqual } from 'node:util';
import { differences } from './differences/index.ts';
import type { Answer, Exchange } from './exchange.ts';

/** What became of an exchange that was played to both servers. */
export interface Judgement {
  readonly verdict: 'equal' | 'listed' | 'neither';
  /** The ids of the differences that explain it. */
  readonly differences: readonly string[];
  /** What this server should have answered. */
  readonly expected: Answer;
}

/**
 * Compares two servers' answers.
 *
 * @param theirs Django's.
 * @param ours this server's.
 * @param ask plays another exchange to Django; where there is none to ask, what this server answers
 *   to a request that it takes for another one is taken as it is.
 */
export async function judge(
  exchange: Exchange,
  theirs: Answer,
  ours: Answer,
  ask: (exchange: Exchange) => Promise<Answer> = () => Promise.resolve(ours),
): Promise<Judgement> {
  if (isAlike(theirs, ours)) return { verdict: 'equal', differences: [], expected: theirs };
  let asked = exchange;
  let expected = theirs;
  const met: string[] = [];
  for (const row of differences) {
    const { id } = row;
    if ('like' in row) {
      const request = row.like(asked.request, asked.scheme);
      if (request === undefined) continue;
      asked = { ...asked, request };
      expected = await ask(asked);
      met.push(id);
    } else {
      const changed = row.here({ exchange: asked, theirs: expected, ours });
      if (changed === undefined || isAlike(changed, expected)) continue;
      expected = changed;
      met.push(id);
    }
  }
  const verdict = isAlike(expected, ours) ? 'listed' : 'neither';
  return { verdict, differences: met, expected };
}

/** Whether two answers are the same as far as both say; a recording has no headers. */
function isAlike(one: Answer, other: Answer): boolean {
  const isWhole = one.headers !== undefined && other.headers !== undefined;
  const parts = ['status', 'challenge', 'body', 'claims'] as const;
  const more = isWhole ? (['headers', 'cookies'] as const) : [];
  return [...parts, ...more].every((part) => isDeepStrictEqual(one[part], other[part]));
}
