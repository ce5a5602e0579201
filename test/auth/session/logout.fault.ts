import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { failuresOf, prepareDeployment } from '../../support/deployment.ts';
import { sendSlowly } from '../../support/slow-request.ts';
import { countSessions, homeStatus, Visitor } from './visitor.ts';

it('21: requests that end after the logout, which another process did, revive no session', async () => {
  // Every request in the second second extends the session.
  const { local, start } = await prepareDeployment({ SESSION_COOKIE_AGE: '10s' });
  const [one, other] = await Promise.all([start(), start()]);
  const visitor = new Visitor(one);
  await visitor.logIn();
  const { sessionid, csrf } = visitor;
  await wait(1500);

  const headers = {
    Cookie: `sessionid=${sessionid}; csrftoken=${csrf}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    Connection: 'close',
  };
  const token = `csrfmiddlewaretoken=${csrf}`;
  const slow = await Promise.all([
    // The sender is authenticated once it is all there.
    sendSlowly(one.port, '/home/', headers, `${token}&x=1`),
    // A login ends the session before, and begins none with a wrong password.
    sendSlowly(one.port, '/login/', headers, `${token}&username=root&password=wrong`),
  ]);
  await wait(500);
  expect(await countSessions(local)).toBe(1);

  visitor.use(other);
  expect((await visitor.post('/logout/', { csrfmiddlewaretoken: csrf })).status).toBe(302);
  for (const { finish } of slow) finish();
  const [home, login] = await Promise.all(slow.map(({ answer }) => answer));
  expect(home).toMatch(/^HTTP\/1\.1 401 /);
  expect(login).toMatch(/^HTTP\/1\.1 400 /);

  for (const server of [one, other]) expect(await homeStatus(server, sessionid)).toBe(401);
  expect(await countSessions(local)).toBe(0);
  expect([one, other].flatMap(failuresOf)).toEqual([]);
});
