import type { Answer } from '../exchange.ts';
import { answer, detailOf, difference, fieldOf, headersOf, pathOf } from './difference.ts';
import type { AnswerDifference, Played } from './difference.ts';

const CHALLENGE = ['Bearer realm="api"'];

const NO_ACCOUNT = { detail: 'No active account found for the given token.' };

/** What stands in a token that an exchange sends. */
interface SentToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Of JSON Web Tokens and what becomes of them. */
export const jwtDifferences: readonly AnswerDifference[] = [
  difference({
    id: 'jwt-sentences',
    of: 'older',
    here: ({ theirs, ours }) => {
      const text = JSON.stringify(theirs.body);
      const isExpired = JSON.stringify(ours.body).includes('Token is expired');
      const sentence = `Token is ${isExpired ? 'expired' : 'invalid'}`;
      const body: unknown = JSON.parse(text.replace('Token is invalid or expired', sentence));
      return { ...theirs, body };
    },
  }),
  difference({
    id: 'refresh-of-nobody',
    here: (played) => {
      const token = tokenIn(played);
      const hasNone = token !== undefined && (token.claims.user_id ?? null) === null;
      return isRefreshed(played) && hasNone
        ? answer(played, 401, NO_ACCOUNT, CHALLENGE)
        : undefined;
    },
  }),
  difference({
    id: 'refresh-of-the-inactive',
    of: 'older',
    here: (played) =>
      isRefreshed(played) && detailOf(played.ours) === NO_ACCOUNT.detail
        ? answer(played, 401, NO_ACCOUNT, CHALLENGE)
        : undefined,
  }),
  difference({
    id: 'verify-of-the-refused',
    here: (played) => {
      const isTaken = pathOf(played) === '/api/token/verify/' && played.theirs.status === 200;
      const isAlike = isTaken && played.ours.status === 401 && isOfUser(played.ours.body);
      return isAlike ? answer(played, 401, played.ours.body, CHALLENGE) : undefined;
    },
  }),
  difference({
    id: 'jwt-header',
    here: (played) => {
      const { alg: _, typ = 'JWT', ...others } = tokenIn(played)?.header ?? {};
      const isPlain = String(typ).toUpperCase() === 'JWT' && Object.keys(others).length === 0;
      return isPlain || !isTakenForToken(played) ? undefined : invalid(played);
    },
  }),
  difference({
    id: 'password-spaces',
    here: (played) => {
      const password = fieldOf(played, 'password');
      const isPadded = typeof password === 'string' && password !== password.trim();
      return pathOf(played) === '/api/token/' && isPadded ? played.ours : undefined;
    },
  }),
  difference({
    id: 'jwt-padding',
    here: (played) =>
      tokenIn(played)?.text.includes('=') === true && isTakenForToken(played)
        ? invalid(played)
        : undefined,
  }),
  difference({
    id: 'jwt-id',
    here: (played) => {
      const jti = tokenIn(played)?.claims.jti;
      const isOdd = jti !== undefined && (typeof jti !== 'string' || jti === '');
      return isOdd && isTakenForToken(played) ? invalid(played) : undefined;
    },
  }),
  difference({
    id: 'jwt-id-of-a-successor',
    here: (played) => {
      const { jti } = tokenIn(played)?.claims ?? {};
      const isOurs = typeof jti === 'string' && (/.\.[1-9]\d*$/.test(jti) || jti.length > 245);
      const isAsked = played.theirs.status === 200 && pathOf(played) !== '/home/';
      if (!isOurs || !isAsked) return undefined;
      const detail = 'Token is blacklisted';
      return pathOf(played).includes('verify')
        ? answer(played, 400, { non_field_errors: [detail] })
        : answer(played, 401, { detail, code: 'token_not_valid' }, CHALLENGE);
    },
  }),
  difference({
    id: 'subject-that-is-no-text',
    of: 'older',
    here: (played) => {
      const { sub = '' } = tokenIn(played)?.claims ?? {};
      return typeof sub !== 'string' && isTakenForToken(played) ? invalid(played) : undefined;
    },
  }),
  difference({
    id: 'user-id-spelling',
    here: (played) => {
      const id = tokenIn(played)?.claims.user_id;
      const isPlain = typeof id === 'number' || (typeof id === 'string' && /^[1-9]\d*$/.test(id));
      const isAsked = played.theirs.status === 200 && !pathOf(played).includes('blacklist');
      if (id === undefined || isPlain || !isAsked) return undefined;
      const body = { detail: 'User not found', code: 'user_not_found' };
      return answer(played, 401, pathOf(played).includes('refresh') ? NO_ACCOUNT : body, CHALLENGE);
    },
  }),
  difference({
    id: 'epoch-claim',
    here: (played) => {
      const { theirs } = played;
      const isChanged = /changed_(?:access|refresh)/.test(JSON.stringify(played.exchange.request));
      const isOther = (tokenIn(played)?.claims.epoch ?? 0) !== 0 || isChanged;
      if (theirs.status === 200 && isOther) {
        const [detail, code] = isChanged
          ? ["The user's password has been changed.", 'password_changed']
          : ["The user's credentials have been revoked.", 'credentials_revoked'];
        const isOfHome = pathOf(played) === '/home/';
        return answer(played, 401, { detail, ...(isOfHome && { code }) }, CHALLENGE);
      }
      return withClaims(theirs, (claims) => ({ ...claims, epoch: 'int' }));
    },
  }),
  difference({
    id: 'user-id-claim',
    of: 'older',
    here: ({ theirs }) =>
      withClaims(theirs, (claims) => ({ ...claims, user_id: String(claims.user_id) })),
  }),
  difference({
    id: 'rotation-grace',
    here: (played) => {
      const isSpent = played.exchange.scheme === 'jwt-rotating' && played.ours.status === 200;
      const isRefused = JSON.stringify(played.theirs.body).includes('Token is blacklisted');
      return isSpent && isRefused ? played.ours : undefined;
    },
  }),
];

/** The token that a request brings, with what stands in it; undefined for none, or one of the server's. */
function tokenIn(played: Played): SentToken | undefined {
  const field =
    pathOf(played) === '/home/'
      ? headersOf(played, 'authorization')[0]
      : (fieldOf(played, 'refresh') ?? fieldOf(played, 'token'));
  const text = /[\w-]+\.[\w-]+\.[\w=-]*/.exec(String(field))?.[0];
  if (text === undefined) return undefined;
  const [header = '', claims = ''] = text.split('.').map(decode);
  try {
    return {
      header: JSON.parse(header) as object,
      claims: JSON.parse(claims) as object,
      text,
    } as SentToken;
  } catch {
    return undefined;
  }
}

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}

/** Whether Django finds nothing wrong with a token by itself, but for what it is used for. */
function isTakenForToken(played: Played): boolean {
  const { status, body } = played.theirs;
  const isPassed = pathOf(played) === '/home/' ? status !== 401 : status === 200;
  return isPassed || /wrong type|no type|"code":"user_/.test(JSON.stringify(body));
}

function isRefreshed(played: Played): boolean {
  return pathOf(played) === '/api/token/refresh/' && played.theirs.status === 200;
}

function isOfUser(body: unknown): boolean {
  return /user identification|"code":"(?:user_|password_)/.test(JSON.stringify(body));
}

/** How a token is refused here that is none. */
function invalid(played: Played): Answer {
  const code = 'token_not_valid';
  const message = 'Token is invalid';
  if (pathOf(played) !== '/home/') return answer(played, 401, { detail: message, code }, CHALLENGE);
  const detail = 'Given token not valid for any token type';
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }];
  return answer(played, 401, { detail, code, messages }, CHALLENGE);
}

type Claims = Readonly<Record<string, unknown>>;

function withClaims(theirs: Answer, change: (claims: Claims) => Claims): Answer | undefined {
  if (theirs.claims === undefined) return undefined;
  const changed = Object.entries(theirs.claims).map(([name, claims]) => [name, change(claims)]);
  return { ...theirs, claims: Object.fromEntries(changed) as Record<string, Claims> };
}
