import { createServer, request as open } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { startServer } from '../../support/server.ts';
import { asRoot, DEVELOPMENT, sendLive, titlesIn } from './send-live.ts';

/** As long as this is no word, path or header of ours. */
const LONG = /[\w.%+-]{30,}/g;

describe.each(schemeSites)('$name at work', (site) => {
  it('succeeds and fails, says whose each request is, and what it has cost', async () => {
    const server = await startServer(DEVELOPMENT);
    const { status, text } = await sendLive(server, site, await asRoot(server));
    expect(status).toBe(200);
    expect(text).not.toContain('Not as expected');
    for (const title of await titlesIn(site.tour)) expect(text).toContain(title);
    expect(text).toContain('HTTP/1.1 200 OK');
    expect(text).toMatch(/HTTP\/1\.1 40[13] /);
    expect(text).toMatch(
      new RegExp(String.raw`${site.name}\s+selected\s+: .* and the request is accepted`),
    );
    for (const { name } of schemeSites) {
      if (name !== site.name)
        expect(text).toMatch(new RegExp(String.raw`${name}\s+not selected: `));
    }
    expect(text).toMatch(/Cost: .*\d SQL statements?, \d+\.\d\d ms/);
    expect(text).toMatch(/\d password hash(es)?, \d+\.\d\d ms/);
  });

  it('logs in as people do, where that is by e-mail address', async () => {
    const server = await startServer({ ...DEVELOPMENT, LOGIN_FIELDS: 'email' });
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    const headers = await site.obtain(server.origin, 'alice@example.com', 'secret');
    const { status, text } = await sendLive(server, site, headers, 'secret');
    expect(status).toBe(200);
    expect(text).not.toContain('Not as expected');
  });

  it('shows no secret whole', async () => {
    const server = await startServer(DEVELOPMENT);
    const { text } = await sendLive(server, site, await asRoot(server));
    expect(text).toContain('…');
    expect(text.match(LONG) ?? []).toEqual([]);
    expect(text).not.toContain('toor');
    expect(text).not.toContain(Buffer.from('root:toor').toString('base64'));
  });

  it('leaves no login behind', async () => {
    const server = await startServer(DEVELOPMENT);
    const headers = await asRoot(server);
    const list = async (): Promise<unknown> =>
      (await fetch(`${server.origin}/api/sessions/`, { headers })).json();
    const before = await list();
    expect((await sendLive(server, site, headers)).status).toBe(200);
    expect(await list()).toEqual(before);
  });

  it('52: says what it leaves behind, which the account lists, and nothing else', async () => {
    const server = await startServer(DEVELOPMENT);
    const headers = await asRoot(server);
    const list = async (): Promise<string[]> => {
      const answer = await fetch(`${server.origin}/account/`, { headers });
      return (await answer.text()).match(/(?<=<code>)[^<]*…(?=<\/code>)/g) ?? [];
    };
    expect(await list()).toEqual([]);
    const { text } = await sendLive(server, site, headers);
    const left = await list();
    for (const credential of left)
      expect(text).toMatch(new RegExp(`The token\\s+${credential}\\s+of .* still works`));
    if (left.length === 0) expect(text).not.toContain('still works');
    // What was there before is not left behind.
    expect((await sendLive(server, site, headers)).text).not.toContain('still works');
    expect(await list()).toEqual(left);
  });

  it('33: can be watched again and again without shutting anybody out', async () => {
    const server = await startServer(DEVELOPMENT);
    const headers = await site.obtain(server.origin, 'root', 'toor');
    for (let time = 0; time < 12; time += 1) {
      const { status, text } = await sendLive(server, site, headers);
      expect(status).toBe(200);
      expect(text).not.toContain('Not as expected');
    }
  });

  it('33: asks for the password, and limits how often it may be wrong', async () => {
    const server = await startServer(DEVELOPMENT);
    const headers = await site.obtain(server.origin, 'root', 'toor');
    let answer = await sendLive(server, site, headers, 'wrong');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('This is not your password.');
    expect(answer.text).not.toContain('HTTP/1.1');
    for (let time = 0; time < 10 && answer.status === 400; time += 1) {
      answer = await sendLive(server, site, headers, 'wrong');
    }
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each(['test', 'production'])('cannot be watched in %s', async (environment) => {
    const server = await startServer({
      NODE_ENV: environment,
      ...(environment === 'production' && { BCRYPT_COST: '10', ALLOW_INSECURE_HTTP: 'true' }),
    });
    const headers = await site.obtain(server.origin, 'root', 'toor');
    expect((await sendLive(server, site, headers)).status).toBe(404);
    const page = await fetch(`${server.origin}/`, { headers: { Accept: 'text/html', ...headers } });
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/\/live\/|<form/);
  });

  it('needs a user', async () => {
    const { origin } = await startServer(DEVELOPMENT);
    for (const method of ['GET', 'POST']) {
      expect((await fetch(`${origin}/live/${site.name}/`, { method })).status).toBe(401);
    }
  });
});

it('all schemes are watched with one password', async () => {
  const server = await startServer(DEVELOPMENT);
  const headers = { Accept: 'text/html', ...(await asRoot(server)) };
  const form = await (await fetch(`${server.origin}/live/`, { headers })).text();
  expect(form.match(/type="password"/g)).toHaveLength(1);
  const answer = await fetch(`${server.origin}/live/`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ password: 'toor' }),
  });
  expect(answer.status).toBe(200);
  const page = await answer.text();
  expect(page).not.toContain('Not as expected');
  expect(page).not.toMatch(/>[^<]*toor/);
  for (const { name, tour } of schemeSites) {
    expect(page).toContain(`<h2 id="${name}">${tour.title}</h2>`);
    for (const title of await titlesIn(tour)) expect(page).toContain(title);
  }
});

it.each(schemeSites.filter(({ decode }) => decode !== undefined))(
  'what credentials of $name say is shown, once',
  async (site) => {
    const server = await startServer(DEVELOPMENT);
    const { text } = await sendLive(server, site, await asRoot(server));
    const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
    const decoded = site.decode?.(Authorization.split(' ')[1] ?? '') ?? expect.fail();
    expect(text).toContain(decoded.note);
    for (const { title } of decoded.parts) expect(text).toContain(`${title} of `);
    expect(site.decode?.('nonsense')).toBeUndefined();
  },
);

it('24: another site’s form sets nothing off', async () => {
  const server = await startServer(DEVELOPMENT);
  for (const site of schemeSites) {
    const { Cookie } = await site.obtain(server.origin, 'root', 'toor');
    if (Cookie === undefined) continue;
    for (const each of schemeSites) {
      const { status, text } = await sendLive(server, each, { Cookie });
      expect(status).toBe(403);
      expect(text).not.toContain('HTTP/1.1');
    }
  }
  expect.hasAssertions();
});

it('asks nobody but this server, whatever it is called', async () => {
  const server = await startServer({ ...DEVELOPMENT, TRUST_PROXY: 'loopback' });
  let visits = 0;
  const other = createServer((_request, response) => {
    visits += 1;
    response.end();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const name = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  for (const site of schemeSites) {
    const status = await postAs(`${server.origin}/live/${site.name}/`, {
      ...(await site.obtain(server.origin, 'root', 'toor')),
      Host: name,
      'X-Forwarded-Host': name,
      'Content-Type': 'application/x-www-form-urlencoded',
    });
    expect(status).toBe(200);
  }
  expect(visits).toBe(0);
});

/** A POST whose Host is not where it goes; `fetch` would not send it. */
function postAs(address: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    open(address, { method: 'POST', headers })
      .once('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
      .once('error', reject)
      .end('password=toor');
  });
}
