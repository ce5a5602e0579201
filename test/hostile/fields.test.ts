import { expect, it } from 'vitest';
import { each, expectSound, startTarget, targets } from './target.ts';

/** What a field may hold in JSON besides the text that everybody expects. */
const VALUES = [
  [],
  ['root'],
  [['root']],
  {},
  { root: 'toor' },
  { $ne: null },
  { toString: 'root', valueOf: 'root', length: 4 },
  null,
  true,
  false,
  0,
  -0.5,
  1e308,
  '',
  ' ',
  '\0',
  'root\0',
  '\ud800',
  'root\udfff',
  '__proto__',
  'x'.repeat(90_000),
].map((value) => JSON.stringify(value));

const OBJECTS = [
  ...VALUES,
  ...VALUES.flatMap((value) => [
    `{"username":${value},"password":"toor"}`,
    `{"username":"root","password":${value}}`,
    `{"username":"root","password":"toor","next":${value},"username":${value}}`,
  ]),
  '{"__proto__":{"username":"root","password":"toor"}}',
  '{"constructor":{"prototype":{"username":"root","password":"toor"}}}',
  '{"username":{"__proto__":{"toString":"root"}},"password":"toor"}',
  '{"toString":"x","hasOwnProperty":"x","then":"x","username":1,"password":2}',
];

it('34: fields that hold no text, or come twice, get nobody in and nothing broken', async () => {
  const server = await startTarget();
  for (const { site, routes } of targets) {
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    const headers = { ...credentials, 'Content-Type': 'application/json' };
    for (const route of routes) {
      const mistaken = await each(OBJECTS, async (body) => {
        const init = { method: 'POST', headers, body, redirect: 'manual' } as const;
        const answer = await fetch(server.origin + route, init);
        const text = await answer.text();
        return answer.status === 200 || answer.status >= 500 ? `${route} ${body}: ${text}` : [];
      });
      expect(mistaken.flat()).toEqual([]);
    }
  }
  expect(({} as Record<string, unknown>).username).toBeUndefined();
  await expectSound(server);
});

it('34: equal keys of a form: the last one counts, and brackets make no objects', async () => {
  const server = await startTarget();
  for (const { site, routes } of targets) {
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    for (const route of routes) {
      for (const fields of [
        'username=root&password=toor&password=x',
        'username=root&username=x&password=toor',
        'username[]=root&password[]=toor',
        'username[$ne]=&password[$ne]=',
        'user[username]=root&user[password]=toor',
      ]) {
        const body = new URLSearchParams(fields);
        const init = { method: 'POST', headers: credentials, body, redirect: 'manual' } as const;
        const answer = await fetch(server.origin + route, init);
        await answer.arrayBuffer();
        // 405 where there is nothing to be sent.
        expect([400, 401, 302, 405], `${route} ${fields}`).toContain(answer.status);
      }
    }
  }
  await expectSound(server);
});
