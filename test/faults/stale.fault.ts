import { Agent, request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/database/driver.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { addUsers } from './logins.ts';

/** Requests by each scheme, every one of them after a commit of another process. */
const REQUESTS = 25_000;

/** Milliseconds; a slow machine is no failure. */
const TIMEOUT = 600_000;

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

it.each(schemeSites)(
  '90: $name, on the request after each commit elsewhere',
  async (site) => {
    const { local, start } = await prepareDeployment();
    await addUsers(local, 1);
    const { origin } = await start();
    const headers = await site.obtain(origin, 'user0', 'toor');
    const other = openConnection(local.databaseUrl.slice('sqlite:'.length), { timeout: 5000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => {
      other.close();
      agent.destroy();
    });
    // Only what is committed counts here, not what survives a power cut.
    other.pragma('synchronous = OFF');
    const write = other.prepare("UPDATE users SET is_active = ? WHERE username = 'user0'");
    let wrong = 0;
    for (let number = 1; number <= REQUESTS; number++) {
      // Two of three requests come after a change, the third after a commit of no consequence.
      const isActive = number % 3 === 0;
      write.run(Number(isActive));
      const status = await ask(agent, new URL('/home/', origin), headers);
      if (status !== (isActive ? 200 : 401)) wrong++;
    }
    expect(wrong).toBe(0);
  },
  TIMEOUT,
);
