import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Dependencies } from '../../dependencies.ts';
import { HttpError } from '../../errors.ts';
import { sendJson } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readFields } from '../../http/fields.ts';
import { sendNoContent } from '../../http/no-content.ts';
import { ValidationError } from '../../http/validation-error.ts';
import { userOf } from '../authenticated.ts';
import { MOST_TOKENS } from './named-store.ts';
import type { NamedToken, NamedTokenStore } from './named-store.ts';

const LONGEST_NAME = 100;

/** RFC 3339, as JSON has it elsewhere. */
const Expiry = z.iso.datetime({ offset: true });

/** `/api/tokens/` and below: the tokens that users make, name and take back themselves. */
export function namedTokenResources(
  { clock, events }: Dependencies,
  store: NamedTokenStore,
): Record<string, RequestHandler> {
  return {
    '/api/tokens': endpoint({
      async GET(request, response) {
        sendJson(response, 200, (await store.list(userOf(request))).map(toJson));
      },

      async POST(request, response) {
        const user = userOf(request);
        // Otherwise a stolen token that expires soon could be exchanged for one that never does.
        if (request.scheme === 'token') {
          throw new HttpError(403, 'A token cannot make another one; log in with something else.');
        }
        const { name, expiresAt } = await readTokenFields(request, response, clock);
        const made = await store.create(user, name, expiresAt);
        if (made === 'full') {
          const problem = `There can be no more than ${MOST_TOKENS}; delete one first.`;
          throw new ValidationError({ non_field_errors: [problem] });
        }
        if (made === undefined) throw new HttpError(403, 'Your credentials have just changed.');
        await events.record('token issued', { user, request, detail: name });
        sendJson(response, 201, { ...toJson(made.token), token: made.key });
      },
    }),

    '/api/tokens/:id': endpoint({
      async DELETE(request, response) {
        const user = userOf(request);
        const id = Number(/^[1-9]\d{0,14}$/.exec(String(request.params.id))?.[0] ?? NaN);
        const name = Number.isNaN(id) ? undefined : await store.delete(user, id);
        if (name === undefined) throw new HttpError(404, 'Not found.');
        await events.record('token revoked', { user, request, detail: name });
        sendNoContent(response);
      },
    }),
  };
}

async function readTokenFields(
  request: Request,
  response: Response,
  clock: Clock,
): Promise<{ name: string; expiresAt: number | null }> {
  const data = await readBody(request, response);
  const { name } = readFields(data, { name: { trim: true } });
  if (name.length > LONGEST_NAME) {
    const problem = `Ensure this field has no more than ${LONGEST_NAME} characters.`;
    throw new ValidationError({ name: [problem] });
  }
  const expires: unknown = Reflect.get(Object(data) as object, 'expires');
  if (expires === undefined || expires === null || expires === '') return { name, expiresAt: null };
  const parsed = Expiry.safeParse(expires);
  if (!parsed.success) {
    const problem = 'Datetime has wrong format. Use this one: YYYY-MM-DDThh:mm:ssZ.';
    throw new ValidationError({ expires: [problem] });
  }
  const expiresAt = Date.parse(parsed.data);
  if (expiresAt <= clock()) throw new ValidationError({ expires: ['This time has passed.'] });
  return { name, expiresAt };
}

function toJson({ id, name, prefix, createdAt, expiresAt, lastUsedAt }: NamedToken): object {
  return {
    id,
    name,
    prefix,
    created: new Date(createdAt),
    expires: expiresAt && new Date(expiresAt),
    last_used: lastUsedAt && new Date(lastUsedAt),
  };
}
