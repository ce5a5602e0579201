import type { RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import type { Dependencies } from '../../server/dependencies.ts';
import { endpoint } from '../../http/endpoint.ts';
import { sendNoContent } from '../../http/no-content.ts';
import { changePassword } from './change-password.ts';

/** `POST /api/password/`: changes the user's password. */
export function ownPassword(
  dependencies: Dependencies,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async POST(request, response) {
      await changePassword(dependencies, schemes, request, response);
      sendNoContent(response);
    },
  });
}
