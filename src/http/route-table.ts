import { Router } from 'express';
import type { RequestHandler } from 'express';
import { endpoint } from './endpoint.ts';
import type { MethodHandlers } from './endpoint.ts';

/** Path → what answers there: a handler for each method, or one for all of them. */
export type RouteTable = Readonly<Record<string, MethodHandlers | RequestHandler>>;

/**
 * Routes from a table.
 *
 * @param before what a request to any of them passes first.
 */
export function routeTable(table: RouteTable, ...before: RequestHandler[]): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, answer] of Object.entries(table)) {
    router.all(path, ...before, typeof answer === 'function' ? answer : endpoint(answer));
  }
  return router;
}
