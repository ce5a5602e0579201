import { spawnSync } from 'node:child_process';
import type { ProgramOptions } from '../scripts/tour/program.ts';
import type { SchemeSite } from '../src/site/scheme-site.ts';

/** Another program that does what ours does: `/<scheme>/home/` behind `/<scheme>/login/`. */
export interface Peer {
  readonly name: string;
  readonly program: Pick<ProgramOptions, 'script' | 'interpreter' | 'settings'>;
  /** Why it cannot be measured here. */
  readonly missing?: string;
}

const DJANGO = 'import django, gunicorn, rest_framework, rest_framework_simplejwt';

/** The packages that our schemes build on, put together as their own READMEs do. */
export const USUAL: Peer = { name: 'usual', program: { script: 'bench/peers/usual/server.ts' } };

const FASTIFY = 'bench/peers/fastify/server.ts';

/**
 * Those that can be compared with.
 *
 * @param address of the database.
 */
export function findPeers(address: string): Peer[] {
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', DJANGO]).status === 0,
  );
  return [
    USUAL,
    { name: 'Fastify', program: { script: FASTIFY } },
    // And what ours does around each request besides.
    { name: 'Fastify+', program: { script: FASTIFY, settings: { PEER_SAME_WORK: '' } } },
    {
      name: 'DRF',
      program: {
        script: 'bench/peers/drf/server.py',
        interpreter: [python ?? 'python3', '-B'],
        settings: { PYTHONPATH: process.env.PYTHONPATH ?? '' },
      },
      ...(!address.startsWith('sqlite:') && { missing: 'its rows are for SQLite alone' }),
      ...(python === undefined && {
        missing: 'python3-djangorestframework, -simplejwt and gunicorn are not installed',
      }),
    },
  ];
}

/**
 * Logs in at a peer.
 *
 * @param site the scheme to log in with. Where the peer issues nothing for it, a client comes by
 *   its credentials as it does here.
 * @returns the headers that the peer says to send, and the cookies that it sets.
 */
export async function logIn(
  origin: string,
  site: SchemeSite,
  username: string,
  password: string,
): Promise<Record<string, string>> {
  const answer = await fetch(`${origin}/${site.name}/login/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Connection: 'close' },
    body: JSON.stringify({ username, password }),
  });
  if (answer.status === 404) return site.obtain(origin, username, password);
  if (!answer.ok) throw new Error(`${answer.url} answers ${answer.status}`);
  const headers = (await answer.json()) as Record<string, string>;
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return { ...headers, ...(cookies.length > 0 && { Cookie: cookies.join('; ') }) };
}
