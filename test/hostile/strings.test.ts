import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import type { SchemeSite } from '../../src/site/scheme-site.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { openSchemes } from '../support/schemes.ts';
import { each, expectSound, startTarget, targets } from './target.ts';

/** Those that have been naughty since the list was made. */
const LATER_STRINGS: readonly string[] = [
  'a\0b',
  'a\r\nb',
  '\udc00\ud800',
  'e\u0301',
  '\ufeff',
  '__proto__',
  'hasOwnProperty',
  '%00',
  '%ff%',
  '&a=b;c=d#e',
  '\u{10ffff}'.repeat(100),
  'a'.repeat(4000),
];

/** The big list of naughty strings. */
const LISTED_STRINGS: readonly string[] = [...new Set(naughtyStrings)];

const STRINGS: readonly string[] = [...LISTED_STRINGS, ...LATER_STRINGS];

/** Those that have a UTF-8 form; the others cannot be sent in a form. */
const WELL_FORMED = STRINGS.filter((text) => text.isWellFormed());

/** Takes turns: a string that is odd for one scheme has relatives that the others get. */
function siteFor(index: number): SchemeSite {
  const site = schemeSites[index % schemeSites.length];
  if (site === undefined) throw new Error('there is no scheme to try');
  return site;
}

describe('a naughty string', () => {
  it('35: comes back as it was from JSON, a form and a multipart form', async () => {
    const server = await startTarget();
    const credentials = await schemeSites[0]?.obtain(server.origin, 'root', 'toor');
    const post = async (type: string, body: string): Promise<unknown> => {
      const headers = { ...credentials, 'Content-Type': type };
      const answer = await fetch(`${server.origin}/home/`, { method: 'POST', headers, body });
      return ((await answer.json()) as { data: unknown }).data;
    };
    const json = await each(STRINGS, (text) =>
      post('application/json', JSON.stringify({ [text]: text })),
    );
    expect(json).toEqual(STRINGS.map((text) => ({ [text]: text })));
    const form = await each(WELL_FORMED, (text) =>
      post('application/x-www-form-urlencoded', new URLSearchParams({ [text]: text }).toString()),
    );
    expect(form).toEqual(WELL_FORMED.map((text) => ({ [text]: text })));
    const multipart = await each(WELL_FORMED, (text) =>
      post(
        'multipart/form-data; boundary="- - -"',
        `--- - -\r\nContent-Disposition: form-data; name=a\r\n\r\n${text}\r\n--- - ---\r\n`,
      ),
    );
    expect(multipart).toEqual(WELL_FORMED.map((text) => ({ a: text })));
    await expectSound(server);
  });

  it('35: gets nobody in as name and password, whichever scheme it is tried on', async () => {
    const server = await startTarget();
    const statuses = await each([...STRINGS.entries()], async ([index, text]) => {
      const headers = await siteFor(index).obtain(server.origin, text, text);
      return (await fetch(`${server.origin}/home/`, { headers })).status;
    });
    expect(new Set(statuses)).toEqual(new Set([401]));
    await expectSound(server);
  });

  it('35: makes no route fail as a form', async () => {
    const server = await startTarget();
    const ways = await Promise.all(
      targets.map(async ({ site, routes }) => {
        const credentials = await site.obtain(server.origin, 'root', 'toor');
        return routes.map((route) => ({ route, credentials }));
      }),
    );
    const routes = ways.flat();
    // None of the list names a field, so that what a route sees of it is what the one parser makes of it.
    const attempts = [
      ...LISTED_STRINGS.map((body, index) => [body, routes[index % routes.length]] as const),
      ...LATER_STRINGS.flatMap((body) => routes.map((route) => [body, route] as const)),
    ];
    const mistaken = await each(attempts, async ([body, { route = '', credentials } = {}]) => {
      const type = 'application/x-www-form-urlencoded';
      const headers = { ...credentials, 'Content-Type': type };
      const init = { method: 'POST', headers, body, redirect: 'manual' } as const;
      const answer = await fetch(server.origin + route, init);
      await answer.arrayBuffer();
      return answer.status < 500 ? [] : `${route} ${JSON.stringify(body)}: ${answer.status}`;
    });
    expect(mistaken.flat()).toEqual([]);
    await expectSound(server);
  });

  it('35: is a password as good as any other, whichever scheme it is used with', async () => {
    const server = await startTarget();
    // DRF takes no NUL, and nobody a blank password.
    const passwords = WELL_FORMED.filter((text) => text !== '' && !text.includes('\0'));
    const refused = await each([...passwords.entries()], async ([index, password]) => {
      await server.addUser(`user${index}`, password);
      const site = siteFor(index);
      const headers = await site.obtain(server.origin, `user${index}`, password);
      const { status } = await fetch(`${server.origin}/home/`, { headers });
      return status === 200 ? [] : `${site.name}: ${JSON.stringify(password)}`;
    });
    expect(refused.flat()).toEqual([]);
    await expectSound(server);
  });
});

describe('a naughty string in a header', () => {
  const headers = openSchemes.flatMap(({ scheme: { credentials } }) => [
    ...(credentials.word === undefined ? [] : [['Authorization', `${credentials.word} `]]),
    ...(credentials.cookie === undefined ? [] : [['Cookie', `${credentials.cookie}=`]]),
  ]) as [string, string][];

  it.each([
    ...headers,
    ['Authorization', ''],
    ['Cookie', ''],
    ['Accept', ''],
    ['X-Forwarded-For', ''],
  ])('35: %s: %s… is refused', async (name, start) => {
    const server = await startTarget();
    const statuses = await each(STRINGS, async (text) => {
      const value = start + Buffer.from(text).toString('latin1');
      return (await sendRaw(server.port, rawRequest('GET', '/home/', [[name, value]]))).status;
    });
    expect([400, 401, 302]).toEqual(expect.arrayContaining([...new Set(statuses)]));
    await expectSound(server);
  });

  it('35: in the target is 404, or no target at all', async () => {
    const server = await startTarget();
    const statuses = await each(STRINGS, async (text) => {
      const path = `/x${Buffer.from(text).toString('latin1')}`;
      const encoded = `/x${encodeURIComponent(text.toWellFormed())}?${text.toWellFormed()}`;
      const answers = [
        await sendRaw(server.port, rawRequest('GET', path)),
        await sendRaw(server.port, rawRequest('GET', encoded)),
      ];
      return answers.map(({ status }) => status);
    });
    expect([400, 404]).toEqual(expect.arrayContaining([...new Set(statuses.flat())]));
    await expectSound(server);
  });
});
