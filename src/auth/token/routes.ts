import { Router } from 'express';
import type { Dependencies } from '../../dependencies.ts';
import { ValidationError } from '../../http/validation-error.ts';
import { sendJson } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { checkPosted } from '../posted-credentials.ts';
import type { TokenStore } from './store.ts';

/** `POST /api-token-auth/`: username and password → the user's token, as DRF's obtain_auth_token. */
export function tokenRoutes({ credentials, log }: Dependencies, store: TokenStore): Router {
  const router = Router({ caseSensitive: true });

  router.all(
    '/api-token-auth',
    endpoint({
      async POST(request, response) {
        const user = await checkPosted(credentials, request, response);
        if (user !== undefined && (await store.isLost(user))) {
          log.warn({ user: user.id }, 'token sealed under another SECRET_KEY is replaced');
        }
        const token = user && (await store.obtain(user));
        if (token === undefined) {
          throw new ValidationError({
            non_field_errors: ['Unable to log in with provided credentials.'],
          });
        }
        sendJson(response, 200, { token });
      },
    }),
  );

  return router;
}
