import type { Router } from 'express';
import { ValidationError } from '../../http/fields.ts';
import { sendJson } from '../../http/answer.ts';
import { routeTable } from '../../http/route-table.ts';
import { checkPosted } from '../posted-credentials.ts';
import type { Services } from '../services.ts';
import type { TokenStore } from './store.ts';

/** `POST /api-token-auth/`: username and password → the user's token, as DRF's obtain_auth_token. */
export function tokenRoutes(
  { credentials, events, log }: Pick<Services, 'credentials' | 'events' | 'log'>,
  store: TokenStore,
): Router {
  return routeTable({
    '/api-token-auth': {
      async POST(request, response) {
        const user = await checkPosted(credentials, request);
        const issued = user && (await store.obtain(user));
        if (issued === undefined) {
          throw new ValidationError({
            non_field_errors: ['Unable to log in with provided credentials.'],
          });
        }
        if (issued.hasReplacedLost) {
          log.warn({ user: user?.id }, 'token sealed under another SECRET_KEY is replaced');
        }
        if (issued.isNew) await events.record('token issued', { user, request });
        sendJson(response, 200, { token: issued.key });
      },
    },
  });
}
