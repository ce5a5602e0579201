import type { Router } from 'express';
import type { Environment } from './services.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import { sendJson } from '../http/answer.ts';
import { routeTable } from '../http/route-table.ts';

/**
 * `/healthz`: the process answers. `/readyz`: so does its database, and it has not been asked to stop. A
 * database that can only be read serves what is read, and its status says so.
 */
export function health({ database, stopping }: Pick<Environment, 'database' | 'stopping'>): Router {
  return routeTable({
    '/healthz': {
      GET(_request, response) {
        sendJson(response, 200, { status: 'ok' });
      },
    },
    '/readyz': {
      async GET(_request, response) {
        if (stopping?.aborted === true) throw new ServiceUnavailable('The server is stopping.', 5);
        const { isReadOnly } = await database.ping().catch((error: unknown) => {
          if (error instanceof ServiceUnavailable) throw error;
          throw new ServiceUnavailable('The database does not answer.', 5, error);
        });
        sendJson(response, 200, { status: isReadOnly ? 'read-only' : 'ok' });
      },
    },
  });
}
