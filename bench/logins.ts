import type { Request } from 'autocannon';
import { schemeSites } from '../src/site/schemes.ts';
import type { SchemeSite } from '../src/site/scheme-site.ts';
import { prepareDatabase } from './database.ts';
import { logIn, USUAL } from './peers.ts';
import type { Subject } from './subject.ts';
import { PASSWORD, startPeer, USERS } from './subjects.ts';
import type { Plan } from './subjects.ts';

/** The least that bcrypt goes down to: what is left is the login without its hash. Production refuses it. */
const SETTINGS = { NODE_ENV: 'test', BCRYPT_COST: '4' };

/** How many users log in, one after the other. */
const LOGINS = 100;

/**
 * Two rows for each scheme that users log in for: ours, and the usual composition's, both with a hash
 * that takes next to no time.
 *
 * @param plan its database is one of its own, for its hashes are not those of the other rows.
 */
export async function openLogins(plan: Plan): Promise<Subject[]> {
  const settings = { ...plan.settings, ...SETTINGS };
  const wanted = schemeSites.filter(({ name }) => plan.isWanted(`login by ${name}`));
  if (wanted.length === 0) return [];
  await prepareDatabase(settings, { users: USERS, password: PASSWORD });
  const own = await plan.start({ script: 'src/server.ts', settings });
  const usual = await startPeer(plan, USUAL, { headers: {} });
  const subjects: Subject[] = [];
  for (const site of wanted) {
    const obtain = (username: string): Promise<Record<string, string>> =>
      site.obtain(own.origin, username, PASSWORD);
    const requests = await requestsOf(obtain);
    // Nothing is issued: the password comes with each request.
    if (requests.length === 0) continue;
    const name = `login by ${site.name}`;
    const home = `${own.origin}/home/`;
    subjects.push({ name, url: home, pid: own.pid, obtain: () => obtain('user1'), requests });
    subjects.push(await usualRow(usual, site, name));
  }
  return subjects;
}

async function usualRow(
  { origin, pid }: { readonly origin: string; readonly pid: number },
  site: SchemeSite,
  rival: string,
): Promise<Subject> {
  const obtain = (username: string): Promise<Record<string, string>> =>
    logIn(origin, site, username, PASSWORD);
  return {
    name: `${USUAL.name} ${rival}`,
    url: `${origin}/${site.name}/home/`,
    pid,
    obtain: () => obtain('user1'),
    rival,
    requests: await requestsOf(obtain),
  };
}

/** The last request that each of some users sends to obtain credentials; none where there is nothing to send. */
async function requestsOf(obtain: (username: string) => Promise<unknown>): Promise<Request[]> {
  const requests: Request[] = [];
  for (let number = 1; number <= LOGINS; number++) {
    const last = await lastRequest(() => obtain(`user${number}`));
    if (last !== undefined) requests.push(last);
  }
  return requests;
}

async function lastRequest(work: () => Promise<unknown>): Promise<Request | undefined> {
  const { fetch } = globalThis;
  const sent: globalThis.Request[] = [];
  globalThis.fetch = (...parameters) => {
    sent.push(new globalThis.Request(...parameters));
    return fetch(...parameters);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = fetch;
  }
  const last = sent.at(-1);
  if (last === undefined) return undefined;
  const { connection: _connection, ...headers } = Object.fromEntries(last.headers);
  return {
    method: 'POST',
    path: new URL(last.url).pathname,
    headers,
    body: await last.text(),
  };
}
