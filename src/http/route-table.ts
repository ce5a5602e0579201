import { Router } from 'express';
import type { Request, RequestHandler } from 'express';
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

/** The number of a row in a request's path, `:id` unless said otherwise; undefined if it can be none. */
export function pathId({ params }: Request, name = 'id'): number | undefined {
  const digits = /^(?:0|[1-9]\d{0,14})$/.exec(String(params[name]))?.[0];
  return digits === undefined ? undefined : Number(digits);
}
