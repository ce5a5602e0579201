import { expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import { obtainPair } from './pair.ts';

it('44: an expired token, and an ended grace period, stay so when the clock goes back', async () => {
  const server = await startServer();
  const refresh = async (token: string): Promise<unknown> => {
    const body = new URLSearchParams({ refresh: token });
    const answer = await fetch(`${server.origin}/api/token/refresh/`, { method: 'POST', body });
    return answer.ok ? 'refreshed' : ((await answer.json()) as { detail: unknown }).detail;
  };
  const { refresh: spent } = await obtainPair(server.origin);
  const { refresh: unused } = await obtainPair(server.origin);
  expect(await refresh(spent)).toBe('refreshed');
  server.advance(30_000);
  server.dependencies.clock();
  server.advance(-3_600_000);
  expect(await refresh(spent)).toBe('Token is blacklisted');
  server.advance(3_600_000 + 86_400_000);
  server.dependencies.clock();
  server.advance(-3_600_000);
  expect(await refresh(unused)).toBe('Token is expired');
});
