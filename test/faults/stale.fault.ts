import { Agent, request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { addUsers } from './logins.ts';

/** Commits of another process, after each of which every scheme is asked: 100,000 requests. */
const COMMITS = 25_000;

/** Milliseconds; a slow machine is no failure. */
const TIMEOUT = 900_000;

/** The status of an answer, over a connection that stays. */
function ask(agent: Agent, url: URL, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    })
      .once('error', reject)
      .end();
  });
}

it(
  '90: the request after a commit elsewhere is answered by what was committed',
  async () => {
    const { local, start } = await prepareDeployment();
    await addUsers(local, 1);
    const { origin } = await start();
    const home = new URL('/home/', origin);
    const logIn = (): Promise<Record<string, string>[]> =>
      Promise.all(schemeSites.map(({ obtain }) => obtain(origin, 'user0', 'toor')));
    let issued: Record<string, string>[] = [];
    const other = openConnection(local.databaseUrl.slice('sqlite:'.length), { timeout: 5000 });
    const agent = new Agent({ keepAlive: true, maxSockets: schemeSites.length });
    onTestFinished(() => {
      other.close();
      agent.destroy();
    });
    // Only what is committed counts here, not what survives a power cut.
    other.pragma('synchronous = OFF');
    const write = other.prepare("UPDATE users SET is_active = ? WHERE username = 'user0'");
    let wrong = 0;
    for (let commit = 1; commit <= COMMITS; commit++) {
      // Some expire by themselves after minutes. The user is active after each third.
      if (commit % 3000 === 1) issued = await logIn();
      // The user is let in by every third, and the second after it changes nothing.
      const isActive = commit % 3 === 0;
      write.run(Number(isActive));
      const statuses = await Promise.all(issued.map((headers) => ask(agent, home, headers)));
      wrong += statuses.filter((status) => status !== (isActive ? 200 : 401)).length;
    }
    expect(wrong).toBe(0);
  },
  TIMEOUT,
);
