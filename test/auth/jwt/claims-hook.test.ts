import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { ClaimsHook } from '../../../src/index.ts';
import { open, shop } from '../../library/embed.ts';

type Answer = Readonly<Record<string, string>>;

async function post(base: string, path: string, fields: Answer): Promise<[number, Answer]> {
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${base}/api/token/${path}`, { method: 'POST', body });
  return [answer.status, (await answer.json()) as Answer];
}

const logIn = (base: string): Promise<[number, Answer]> =>
  post(base, '', { username: 'root', password: 'toor' });

function claimsIn(token = ''): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

/** An app whose hook can be changed, and the lines of its log. */
async function app(claims: ClaimsHook): Promise<{ base: string; log: string[] }> {
  const log: string[] = [];
  const lines = pino({ level: 'info' }, { write: (line) => log.push(line) });
  return { base: (await shop({ claims, log: lines, JWT_ROTATION_GRACE: '0' })).base, log };
}

describe('an app’s claims', () => {
  it('87: are in access tokens, as they are when these are issued, and in no refresh token', async () => {
    let plan: string | undefined = 'paid';
    const { base } = await app(async ({ username, isSuperuser }) => ({
      ...(plan !== undefined && { plan }),
      who: [username, isSuperuser],
    }));
    const [, first] = await logIn(base);
    expect(claimsIn(first.access)).toMatchObject({ plan: 'paid', who: ['root', true] });
    expect(claimsIn(first.refresh)).not.toHaveProperty('plan');
    plan = undefined;
    const [status, renewed] = await post(base, 'refresh/', { refresh: first.refresh ?? '' });
    expect(status).toBe(200);
    expect(claimsIn(renewed.access)).not.toHaveProperty('plan');
    expect(claimsIn(renewed.access)).toMatchObject({ who: ['root', true] });
  });

  it.each([
    [{ exp: 1 }, "'exp' is the server's own"],
    [{ plan: 'x', epoch: 7 }, "'epoch' is the server's own"],
    [{ iss: 'me' }, "'iss' is the server's own"],
    [{ hash_password: 'x' }, "'hash_password' is the server's own"],
    [{ scope: ['read'] }, "'scope' must be a text"],
    [undefined, 'must return an object'],
    [['plan'], 'must return an object'],
  ])('87: are refused where they are %j', async (claims, problem) => {
    const { base, log } = await app(() => claims as Record<string, unknown>);
    expect(await logIn(base)).toEqual([500, { detail: 'A server error occurred.' }]);
    expect(log.join('\n')).toContain(`claims: ${problem}`);
  });

  it('87: that cannot be told are a 500, in the log, and neither begin nor spend anything', async () => {
    let isBroken = false;
    const { base, log } = await app(async () => {
      if (isBroken) throw new Error('the table of plans is away');
      return {};
    });
    const [, { refresh = '', access = '' }] = await logIn(base);
    isBroken = true;
    const failure = [500, { detail: 'A server error occurred.' }];
    expect(await logIn(base)).toEqual(failure);
    expect(await post(base, 'refresh/', { refresh })).toEqual(failure);
    expect(log.filter((line) => line.includes('the table of plans is away'))).toHaveLength(2);
    isBroken = false;
    expect((await post(base, 'refresh/', { refresh }))[0]).toBe(200);
    const headers = { Authorization: `Bearer ${access}` };
    const answer = await fetch(`${base}/api/sessions/`, { headers });
    const logins = (await answer.json()) as unknown[];
    expect(logins).toHaveLength(1);
  });

  it('are a function', async () => {
    await expect(open({ claims: {} as ClaimsHook })).rejects.toThrow(
      'claims: is a function of a user',
    );
  });
});
