import { expect, it } from 'vitest';
import { prepareDeployment } from '../../support/deployment.ts';

it('8: is one for each user, also when first asked for at two processes at once', async () => {
  const { local, start } = await prepareDeployment({ NODE_ENV: 'test', LOGIN_THROTTLE: 'on' });
  const peers = (await Promise.all([start(), start()])).map(({ origin }) => origin);
  const obtain = async (origin: string): Promise<unknown> => {
    const body = new URLSearchParams({ username: 'root', password: 'toor' });
    const response = await fetch(`${origin}/api-token-auth/`, { method: 'POST', body });
    return response.json();
  };

  const answers = await Promise.all(Array.from({ length: 25 }, () => peers.map(obtain)).flat());

  expect(answers).toHaveLength(50);
  expect(await local.dependencies.database.all('SELECT digest FROM tokens')).toHaveLength(1);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toEqual({ token: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown });
});
