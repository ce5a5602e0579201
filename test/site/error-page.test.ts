import { describe, expect, test } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { describeInBrowser, inspect } from '../support/browser.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const HTML = { Accept: 'text/html' };

/** Headers of `root`, by whichever scheme comes first. */
async function root({ origin }: TestServer): Promise<Record<string, string>> {
  return { ...HTML, ...(await schemeSites.at(0)?.obtain(origin, 'root', 'toor')) };
}

/** The words of an answer's page, without its tags; it must say where to go from there. */
async function wordsOf(answer: Response): Promise<string> {
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await answer.text();
  expect(html).toContain('<a href="/home/">');
  return html.replaceAll(/<[^>]*>/g, ' ');
}

describe('an error, for a browser, says in plain words', () => {
  test('a page of 404 says that there is nothing', async () => {
    const { origin } = await startServer();
    const answer = await fetch(`${origin}/nothing-here/`, { headers: HTML });
    expect(answer.status).toBe(404);
    expect(await wordsOf(answer)).toContain('There is no page at this address.');
  });

  test('a page of 429 says how long to wait', async () => {
    const server = await startServer();
    const headers = await root(server);
    const ask = (): Promise<Response> =>
      fetch(`${server.origin}/api/password/`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ current_password: 'wrong', new_password: 'as good as any' }),
      });
    let answer = await ask();
    for (let attempt = 0; attempt < 10 && answer.status === 400; attempt += 1) answer = await ask();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const words = await wordsOf(answer);
    expect(words).toMatch(/too many wrong passwords\. Try again in \d+ (seconds|minutes)\./);
  });

  test('a page of 500 says that it is not their fault, and nothing that is for the log', async () => {
    const server = await startServer();
    const headers = await root(server);
    server.dependencies.database.all = () => Promise.reject(new TypeError('a private matter'));
    const answer = await fetch(`${server.origin}/account/`, { headers });
    expect(answer.status).toBe(500);
    const words = await wordsOf(answer);
    expect(words).toContain('Something went wrong on the server');
    expect(words).not.toContain('private');
    expect(server.log.join()).toContain('a private matter');
  });

  test('a page of 503 says when to come back', async () => {
    const { origin, dependencies } = await startServer();
    dependencies.database.ping = () => Promise.reject(new Error('gone'));
    const answer = await fetch(`${origin}/readyz`, { headers: HTML });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    const words = await wordsOf(answer);
    expect(words).toContain('The database does not answer.');
    expect(words).toContain('Try again in 5 seconds.');
  });
});

describeInBrowser('errors, in Chromium', (open) => {
  test('an outage fits a phone, and stands in nobody’s way', async () => {
    const { origin, dependencies } = await startServer();
    dependencies.database.ping = () => Promise.reject(new Error('gone'));
    const page = await open(origin);
    await page.goto(`${origin}/readyz`);
    await inspect(page, 'unavailable');
  });
});
