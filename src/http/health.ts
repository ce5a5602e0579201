import { Router } from 'express';
import type { Database } from '../database/database.ts';
import { ServiceUnavailable } from '../errors.ts';
import { sendJson } from './answer.ts';
import { endpoint } from './endpoint.ts';

/** `/healthz`: the process answers. `/readyz`: so does its database. */
export function health({ database }: { readonly database: Database }): Router {
  const router = Router({ caseSensitive: true });
  router.all(
    '/healthz',
    endpoint({
      GET(_request, response) {
        sendJson(response, 200, { status: 'ok' });
      },
    }),
  );
  router.all(
    '/readyz',
    endpoint({
      async GET(_request, response) {
        await database.ping().catch((error: unknown) => {
          if (error instanceof ServiceUnavailable) throw error;
          throw new ServiceUnavailable('The database does not answer.', 5, error);
        });
        sendJson(response, 200, { status: 'ok' });
      },
    }),
  );
  return router;
}
