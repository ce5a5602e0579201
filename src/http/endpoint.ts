import type { Request, RequestHandler, Response } from 'express';
import { HttpError } from './http-error.ts';
import { COMMON_HEADERS } from './answer.ts';

type Handler = (request: Request, response: Response) => void | Promise<void>;

/** Handlers by HTTP method in upper case, such as `{ GET: show, POST: create }`. */
export type MethodHandlers = Readonly<Record<string, Handler>>;

/**
 * One resource and the methods it answers to. HEAD is GET without a body, OPTIONS names the
 * methods, and any other method gets 405 with `Allow` (RFC 9110 §15.5.6).
 */
export function endpoint(handlers: MethodHandlers): RequestHandler {
  const byMethod = new Map(Object.entries(handlers));
  const get = byMethod.get('GET');
  if (get !== undefined) byMethod.set('HEAD', get);
  const allow = [...Object.keys(handlers), ...(get ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  byMethod.set('OPTIONS', (_request, response) => {
    response.writeHead(204, { ...COMMON_HEADERS, Allow: allow }).end();
  });

  return (request, response) => {
    const handler = byMethod.get(request.method);
    if (handler !== undefined) return handler(request, response);
    throw new HttpError(405, `Method "${request.method}" not allowed.`, {
      headers: { Allow: allow },
    });
  };
}
