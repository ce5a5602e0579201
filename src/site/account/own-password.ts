import type { RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import { endpoint } from '../../http/endpoint.ts';
import { sendNoContent } from '../../http/answer.ts';
import { changePassword } from './change-password.ts';
import type { PasswordServices } from './change-password.ts';

/** `POST /api/password/`: changes the user's password. */
export function ownPassword(
  services: PasswordServices,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async POST(request, response) {
      await changePassword(services, schemes, request);
      sendNoContent(response);
    },
  });
}
