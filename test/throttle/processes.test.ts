import { expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';

it('33: wrong passwords at two processes at once share one budget', async () => {
  const { local, start } = await prepareDeployment({ NODE_ENV: 'test', LOGIN_THROTTLE: 'on' });
  const peers = (await Promise.all([start(), start()])).map(({ origin }) => origin);
  const ways = schemeSites.flatMap(({ obtain }) => peers.map((origin) => ({ obtain, origin })));
  const attempts = Array.from({ length: 3 }, () => ways).flat();

  await Promise.all(
    attempts.map(async ({ obtain, origin }) => {
      const headers = await obtain(origin, 'root', 'wrong').catch(() => ({}));
      await fetch(`${origin}/home/`, { headers });
    }),
  );

  // So many passwords were looked at, and no more.
  const failed = "SELECT type FROM events WHERE type = 'login failed'";
  expect(await local.dependencies.database.all(failed)).toHaveLength(10);
});
