import { Router } from 'express';
import type { RequestHandler } from 'express';

/**
 * Routes from a table.
 *
 * @param table path → what answers there, to every method.
 * @param before what a request to any of them passes first.
 */
export function routeTable(
  table: Readonly<Record<string, RequestHandler>>,
  ...before: RequestHandler[]
): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, answer] of Object.entries(table)) router.all(path, ...before, answer);
  return router;
}
