import pLimit from 'p-limit';
import { expect } from 'vitest';
import type { SchemeSite } from '../../src/site/scheme-site.ts';
import { openSchemes } from '../support/schemes.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** A scheme, and the paths that it answers at besides the resource it guards. */
export interface Target {
  readonly site: SchemeSite;
  readonly routes: readonly string[];
}

export const targets: readonly Target[] = openSchemes.map(({ site, scheme }) => ({
  site,
  routes: (scheme.routes?.stack ?? []).flatMap(({ route }) => route?.path ?? []),
}));

/** A server that is not told to slow down guesses: here that is all that clients do. */
export function startTarget(): Promise<TestServer> {
  return startServer({ LOGIN_THROTTLE: 'off' });
}

/** Runs a task for each item, 16 at once, and returns the results in their order. */
export function each<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit(16);
  return Promise.all(items.map((item) => limit(task, item)));
}

/** Nothing has gone wrong inside, and the server still answers. */
export async function expectSound({ origin, log }: TestServer): Promise<void> {
  expect(log.filter((line) => line.includes('request failed'))).toEqual([]);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
}
