import type { Request } from 'express';

/** The number of a row in a request's path, `:id` unless said otherwise; undefined if it can be none. */
export function pathId({ params }: Request, name = 'id'): number | undefined {
  const digits = /^(?:0|[1-9]\d{0,14})$/.exec(String(params[name]))?.[0];
  return digits === undefined ? undefined : Number(digits);
}
