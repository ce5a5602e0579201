import { expect, it } from 'vitest';
import { prepareDeployment } from '../../support/deployment.ts';
import { obtainPair } from './pair.ts';

it('18: a refresh token has one successor, also when two processes are asked at once', async () => {
  const { local, start } = await prepareDeployment({ NODE_ENV: 'test', LOGIN_THROTTLE: 'on' });
  // The peers go by the real time, and take no token that was issued at a test's.
  const peers = (await Promise.all([start(), start()])).map(({ origin }) => origin);
  const { refresh } = await obtainPair(peers[0] ?? '');
  const renew = async (origin: string): Promise<{ status: number; refresh?: string }> => {
    const response = await fetch(`${origin}/api/token/refresh/`, {
      method: 'POST',
      body: new URLSearchParams({ refresh }),
    });
    const body = (await response.json()) as { refresh?: string };
    return { status: response.status, ...body };
  };

  const answers = await Promise.all(Array.from({ length: 25 }, () => peers.map(renew)).flat());

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  const successors = new Set(answers.map((answer) => answer.refresh));
  expect(successors.size).toBe(1);
  const { database } = local.dependencies;
  expect(await database.all('SELECT generation FROM refresh_token_families')).toEqual([
    { generation: 1 },
  ]);
  // Nobody is logged out: the successor works in its turn.
  const [successor = ''] = successors;
  const next = await fetch(`${peers[1] ?? ''}/api/token/refresh/`, {
    method: 'POST',
    body: new URLSearchParams({ refresh: successor }),
  });
  expect(next.status).toBe(200);
});
