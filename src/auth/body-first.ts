import type { RequestHandler } from 'express';
import { hasBody, receive } from '../http/received-body.ts';

/**
 * A guard that asks who it is once the whole body has come. Otherwise a client could be let in, keep
 * the last byte back for as long as a body may take, and have the rest done after it was shut out.
 *
 * The bytes are only received, for whoever reads them then: what is wrong with them is said after
 * what is wrong with the credentials, as in DRF. A request that can have no credentials is refused at
 * once, and of a body that is larger than any form no more is waited for.
 */
export function bodyFirst(guard: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    const { authorization, cookie } = request.headers;
    const mayBeLetIn = authorization !== undefined || cookie !== undefined;
    // Most have none, and need not wait.
    if (mayBeLetIn && hasBody(request)) {
      await receive(request).catch(() => undefined);
    }
    await guard(request, response, next);
  };
}
