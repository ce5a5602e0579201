import { expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';

it("33: too many wrong passwords get DRF's 429", async () => {
  const { origin } = await startServer();
  const post = (password: string): Promise<Response> =>
    fetch(`${origin}/api/token/`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'root', password }),
    });
  for (let time = 0; time < 10; time += 1) {
    expect((await post('wrong')).status).toBe(401);
  }
  const answer = await post('toor');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('900');
  expect(await answer.json()).toEqual({
    detail: 'Request was throttled. Expected available in 900 seconds.',
  });
});
