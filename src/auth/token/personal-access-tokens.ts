import type { Request } from 'express';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { HttpError } from '../../http/http-error.ts';
import { readBody } from '../../http/body.ts';
import { cleanText } from '../../http/client.ts';
import { readFields, ValidationError } from '../../http/fields.ts';
import { pathId } from '../../http/route-table.ts';
import { AuthorityEnded } from '../../users/authority.ts';
import { authorityOf, userOf } from '../authenticated.ts';
import { confirmPassword } from '../confirm-password.ts';
import { parseScope, SCOPE } from '../scopes.ts';
import type { NamedCredential } from '../named-credentials.ts';
import type { Services } from '../services.ts';
import type { AllTokens } from './all-tokens.ts';
import { MOST_TOKENS } from './personal-access-token-store.ts';
import type { PersonalAccessTokenStore, NewToken } from './personal-access-token-store.ts';

export const LONGEST_NAME = 100;
export const LONGEST_SCOPE = 500;

/** What a request that makes a token says of it, beside when it expires. */
const TOKEN_FIELDS = {
  name: { trim: true },
  scope: { trim: true, isOptional: true, mayBeBlank: true },
  current_password: { trim: false },
} as const;

/** RFC 3339, as JSON has it elsewhere. */
export const Expiry = z.iso.datetime({ offset: true });

type TokenServices = Pick<Services, 'clock' | 'credentials' | 'events'>;

/** What users do about their tokens: list, make, revoke. */
export class PersonalAccessTokens {
  readonly #services: TokenServices;
  readonly #store: PersonalAccessTokenStore;
  readonly #all: AllTokens;

  constructor(services: TokenServices, store: PersonalAccessTokenStore, all: AllTokens) {
    this.#services = services;
    this.#store = store;
    this.#all = all;
  }

  /** Those of the request's user that work, and the one that they did not make themselves. */
  list(request: Request): Promise<NamedCredential[]> {
    return this.#all.list(userOf(request));
  }

  /**
   * Makes the token that the request's body describes, with the fields `name`, `scope`,
   * `expires` and `current_password`: a token can outlive what its maker was let in by.
   *
   * @throws {ValidationError} 400 for fields that do not hold, or too many tokens.
   * @throws {Throttled} 429 after too many wrong passwords.
   * @throws {HttpError} 403 for a request that was made with a token itself.
   */
  async create(request: Request): Promise<{ key: string; token: NamedCredential }> {
    const user = userOf(request);
    if (!canCreate(request)) {
      throw new HttpError(403, 'A token cannot make another one; log in with something else.');
    }
    const { clock, credentials, events } = this.#services;
    const { password, ...fields } = await readTokenFields(request, clock);
    await confirmPassword(credentials, request, password);
    const made = await this.#store.create(user, fields, authorityOf(request));
    if (made === 'full') {
      const problem = `There can be no more than ${MOST_TOKENS}; delete one first.`;
      throw new ValidationError({ non_field_errors: [problem] });
    }
    if (made === undefined) throw new AuthorityEnded();
    await events.record('token issued', { user, request, detail: fields.name });
    return made;
  }

  /** Takes back the token whose id is in the request's path. @throws {HttpError} 404 without one. */
  async revoke(request: Request): Promise<void> {
    const user = userOf(request);
    const id = pathId(request);
    const name =
      id === undefined ? undefined : await this.#all.delete(user, id, authorityOf(request));
    if (name === undefined) throw new HttpError(404, 'Not found.');
    await this.#services.events.record('token revoked', { user, request, detail: name });
  }
}

/** Otherwise a stolen token that expires soon could be exchanged for one that never does. */
export function canCreate(request: Request): boolean {
  return request.scheme !== 'token';
}

async function readTokenFields(
  request: Request,
  clock: Clock,
): Promise<NewToken & { readonly password: string }> {
  const data = await readBody(request);
  const { name, scope: written = '', current_password: password } = readFields(data, TOKEN_FIELDS);
  if (name.length > LONGEST_NAME) {
    const problem = `Ensure this field has no more than ${LONGEST_NAME} characters.`;
    throw new ValidationError({ name: [problem] });
  }
  if (cleanText(name) !== name) {
    throw new ValidationError({ name: ['Control characters are not allowed.'] });
  }
  const scope = parseScope(written).join(' ') || null;
  return { name, scope: checkScope(scope), password, expiresAt: readExpiry(data, clock) };
}

function checkScope(scope: string | null): string | null {
  if (scope === null) return null;
  if (scope.length > LONGEST_SCOPE) {
    const problem = `Ensure this field has no more than ${LONGEST_SCOPE} characters.`;
    throw new ValidationError({ scope: [problem] });
  }
  if (!SCOPE.test(scope)) {
    const problem = 'Separate scopes by spaces; each is of ASCII, without quotes and backslashes.';
    throw new ValidationError({ scope: [problem] });
  }
  return scope;
}

/** @returns Unix milliseconds; null for never. */
function readExpiry(data: unknown, clock: Clock): number | null {
  const expires: unknown = Reflect.get(Object(data) as object, 'expires');
  if (expires === undefined || expires === null || expires === '') return null;
  const parsed = Expiry.safeParse(expires);
  if (!parsed.success) {
    const problem = 'Datetime has wrong format. Use this one: YYYY-MM-DDThh:mm:ssZ.';
    throw new ValidationError({ expires: [problem] });
  }
  const expiresAt = Date.parse(parsed.data);
  if (expiresAt <= clock()) throw new ValidationError({ expires: ['This time has passed.'] });
  return expiresAt;
}
