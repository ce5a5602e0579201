import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { startServer } from '../../support/server.ts';

const HTML = { Accept: 'text/html' };

describe('the start', () => {
  it('tells programs where everything is', async () => {
    const { origin } = await startServer();
    const answer = await fetch(`${origin}/`);
    expect(answer.status).toBe(200);
    const index = (await answer.json()) as Record<string, string>;
    expect(index.home).toBe(`${origin}/home/`);
    for (const address of Object.values(index)) {
      expect((await fetch(address)).status, address).not.toBe(404);
    }
  });

  it('shows people the open schemes, and no other', async () => {
    const { origin } = await startServer();
    const page = await (await fetch(`${origin}/`, { headers: HTML })).text();
    for (const { lesson } of schemeSites) expect(page).toContain(`>${lesson.title}</a></h2>`);

    const [only] = schemeSites;
    const one = await startServer({ AUTH_SCHEMES: only?.name ?? '' });
    const small = await (await fetch(`${one.origin}/`, { headers: HTML })).text();
    for (const site of schemeSites) {
      expect(small.includes(`>${site.lesson.title}</a></h2>`)).toBe(site === only);
    }
  });

  it.each(schemeSites)(
    'knows who came in by $name, and refuses credentials that are bad',
    async (site) => {
      const { origin, dependencies } = await startServer();
      const headers = { ...HTML, ...(await site.obtain(origin, 'root', 'toor')) };
      const known = await (await fetch(`${origin}/`, { headers })).text();
      expect(known).not.toContain('>Log in<');
      const { Authorization } = headers as { Authorization?: string };
      await dependencies.users.endCredentials(1, OPERATOR);
      if (Authorization === undefined) {
        // A cookie that leads nowhere says nothing.
        expect(await (await fetch(`${origin}/`, { headers })).text()).toContain('>Log in<');
        return;
      }
      const bad = await fetch(`${origin}/`, {
        headers: { ...HTML, Authorization: `${Authorization}x` },
      });
      expect(bad.status).toBe(401);
    },
  );

  it.each(schemeSites)('leads to all that there is to know of $name', async ({ name, lesson }) => {
    const { origin } = await startServer();
    const start = await (await fetch(`${origin}/`, { headers: HTML })).text();
    expect(start).toContain(`<a href="/schemes/${name}/">${lesson.title}</a>`);
    const page = await (await fetch(`${origin}/schemes/${name}/`, { headers: HTML })).text();
    for (const part of [lesson.wire, lesson.work, lesson.leaks, lesson.ends, lesson.choose]) {
      expect(page).toContain(part);
    }
  });

  it('47: runs no script; the pages of schemes run ours alone', async () => {
    const { origin } = await startServer();
    const policyOf = async (path: string): Promise<string> =>
      (await fetch(`${origin}${path}`, { headers: HTML })).headers.get('content-security-policy') ??
      '';
    for (const { name } of schemeSites) {
      const policy = await policyOf(`/schemes/${name}/`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
    }
    for (const path of ['/', '/nowhere']) expect(await policyOf(path)).not.toContain('script-src');
  });

  it.each(schemeSites)('names in the commands of $name no place but its own', async ({ name }) => {
    const { origin } = await startServer();
    const page = await (await fetch(`${origin}/schemes/${name}/`, { headers: HTML })).text();
    const addresses = [...page.matchAll(/https?:\/\/[^\s<&']+/g)].map(([address]) => address);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !address.startsWith(origin))).toEqual([]);
  });
});
