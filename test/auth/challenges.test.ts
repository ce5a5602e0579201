import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import type { RawAnswer } from '../support/raw.ts';
import { challengesOf } from '../support/recording.ts';
import { openSchemes } from '../support/schemes.ts';
import { startServer } from '../support/server.ts';

/** What browsers ask for on the way to a page, in their own words. */
const NAVIGATIONS = {
  Chromium:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  Firefox: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Internet Explorer': 'text/html, application/xhtml+xml, image/jxr, */*',
};

const CHROMIUM = NAVIGATIONS.Chromium;

/** What a request from within a page looks like. */
const WITHIN_PAGES = [
  { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty' },
  { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image' },
  { 'X-Requested-With': 'XMLHttpRequest' },
];

function ask(port: number, headers: Record<string, string>): Promise<RawAnswer> {
  return sendRaw(port, rawRequest('GET', '/home/', Object.entries(headers)));
}

const ambient = openSchemes.filter(({ scheme }) => scheme.credentials.isAmbient);
const others = openSchemes.flatMap(({ scheme: { credentials, challenge } }) =>
  credentials.isAmbient || challenge === undefined ? [] : [challenge],
);

describe('a challenge that browsers meet with a dialog', () => {
  it.each(WITHIN_PAGES)('56: is not sent to %j', async (headers) => {
    const { port } = await startServer();
    const answer = await ask(port, headers);
    expect(challengesOf(answer)).toEqual(others);
    expect(answer.status).toBe(others.length > 0 ? 401 : 403);
  });

  it.each(ambient)(
    '56: is not sent for bad credentials of $site.name either',
    async ({ scheme }) => {
      const { port } = await startServer();
      const { word, cookie } = scheme.credentials;
      const bad = word === undefined ? { Cookie: `${cookie}=x` } : { Authorization: `${word} x` };
      for (const headers of WITHIN_PAGES) {
        const answer = await ask(port, { ...headers, ...bad });
        expect(challengesOf(answer)).toEqual(others);
      }
    },
  );

  it('56: leaves 403 where it is the only one, and is sent to all others', async () => {
    const names = ambient.map(({ site }) => site.name).join(',');
    if (names === '') return;
    const { port } = await startServer({ AUTH_SCHEMES: names });
    const expected = ambient.flatMap(({ scheme }) => scheme.challenge ?? []);
    for (const headers of WITHIN_PAGES) {
      const answer = await ask(port, headers);
      expect(answer.status).toBe(403);
      expect(challengesOf(answer)).toEqual([]);
    }
    const answer = await ask(port, {});
    expect(challengesOf(answer)).toEqual(expected);
    expect(answer.status).toBe(expected.length > 0 ? 401 : 403);
  });
});

const loginPath = openSchemes.find(({ scheme }) => scheme.loginPath !== undefined)?.scheme
  .loginPath;

describe.runIf(loginPath !== undefined)('a person without credentials', () => {
  it.each(Object.entries(NAVIGATIONS))('is sent to the login by %s', async (_browser, Accept) => {
    const { port } = await startServer();
    expect((await ask(port, { Accept })).status).toBe(302);
    expect((await ask(port, { Accept, 'Sec-Fetch-Mode': 'navigate' })).status).toBe(302);
  });

  it.each([
    ['Java', { Accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }],
    ['a library that likes HTML', { Accept: 'text/html' }],
    ['a script', { Accept: CHROMIUM, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
    ['an image', { Accept: 'image/avif,*/*;q=0.8', 'Sec-Fetch-Dest': 'image' }],
    ['a browser that wants JSON', { Accept: 'application/json', 'Sec-Fetch-Mode': 'navigate' }],
  ])('is not seen in %s', async (_program, headers) => {
    const { port } = await startServer();
    const answer = await ask(port, headers);
    expect(answer.status).toBe(401);
    expect(challengesOf(answer).length).toBeGreaterThan(0);
  });
});

it('56: every scheme says of itself whether browsers add its credentials, cookies always', () => {
  for (const { scheme } of openSchemes) {
    if (scheme.credentials.cookie !== undefined) expect(scheme.credentials.isAmbient).toBe(true);
  }
  expect(openSchemes).toHaveLength(schemeSites.length);
});
