import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { addUsers, countWorking, keepLoggingIn } from './logins.ts';
import type { IssuedHeaders } from './logins.ts';

const KILLS = 25;

async function killAgainAndAgain(): Promise<number> {
  const { local, start } = await prepareDeployment();
  const nextUser = await addUsers(local, 500);
  const all: IssuedHeaders[] = [];
  let server = await start();
  for (let kill = 0; kill < KILLS; kill++) {
    const issued: IssuedHeaders[] = [];
    const writing = keepLoggingIn(
      server.origin,
      nextUser,
      () => false,
      (headers) => issued.push(headers),
    );
    const interrupted = expect(writing).rejects.toThrow();
    await wait(50 + Math.random() * 150);
    server.child.kill('SIGKILL');
    await interrupted;
    expect(await server.ended).toBe('SIGKILL');

    server = await start();
    expect(await countWorking(server.origin, issued)).toBe(issued.length);
    all.push(...issued);
    if (kill % 5 === 0 || kill === KILLS - 1) {
      const database = openConnection(local.databaseUrl.slice('sqlite:'.length), {
        readonly: true,
      });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      database.close();
    }
  }
  expect(await countWorking(server.origin, all)).toBe(all.length);
  server.child.kill('SIGKILL');
  return all.length;
}

it('39: what was answered survives fifty kills in mid-write', async () => {
  // Two at a time, because most of it is waiting for servers to start.
  const logins = await Promise.all([killAgainAndAgain(), killAgainAndAgain()]);
  console.log(`39: ${2 * KILLS} kills, ${logins.join(' + ')} logins, none lost`);
  for (const count of logins) expect(count).toBeGreaterThan(KILLS);
}, 240_000);
