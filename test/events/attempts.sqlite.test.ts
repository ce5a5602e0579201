import { expect, it, vi } from 'vitest';
import { EventStore } from '../../src/events/store.ts';
import { startServer } from '../support/server.ts';

it('39: events of attempts to log in leave the wait for the disk to what is issued; others wait', async () => {
  const { dependencies } = await startServer();
  const { database, clock, events } = dependencies;
  const waiting = vi.spyOn(database, 'run');
  const passing = vi.spyOn(database.unsynced, 'run');
  for (const type of ['login succeeded', 'login failed', 'login throttled'] as const) {
    await events.record(type, {});
  }
  expect([waiting.mock.calls.length, passing.mock.calls.length]).toEqual([0, 3]);
  for (const type of ['logout', 'token revoked', 'password changed'] as const) {
    await events.record(type, {});
  }
  expect([waiting.mock.calls.length, passing.mock.calls.length]).toEqual([3, 3]);
  expect(await new EventStore(database, clock).list(10)).toHaveLength(6);
});
