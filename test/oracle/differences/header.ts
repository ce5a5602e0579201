import type { Answer } from '../exchange.ts';
import { GROUPS } from '../groups.ts';
import { answer, detailOf, difference, fieldOf, headersOf, pathOf } from './difference.ts';
import type { AnswerDifference, Played } from './difference.ts';

const CHALLENGES: Readonly<Record<string, string>> = {
  basic: 'Basic realm="api", charset="UTF-8"',
  token: 'Token',
  jwt: 'Bearer realm="api"',
};

const WORDS: Readonly<Record<string, string>> = { basic: 'basic', token: 'token', bearer: 'jwt' };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Of `Authorization`, and what a 401 asks for. */
export const headerDifferences: readonly AnswerDifference[] = [
  difference({
    id: 'basic-base64',
    here: (played) => {
      const [word = '', credentials = '', ...more] = partsOf(played);
      if (!/^basic$/i.test(word) || more.length > 0 || credentials === '') return undefined;
      const isStrict = /^[A-Za-z0-9+/]*={0,2}$/.test(credentials) && credentials.length % 4 === 0;
      if (isStrict || pathOf(played) !== '/home/') return undefined;
      const isComplete = credentials.replace(/[^A-Za-z0-9+/=]/g, '').length % 4 === 0;
      const detail = isComplete
        ? 'Invalid username/password.'
        : 'Invalid basic header. Credentials not correctly base64 encoded.';
      return answer(played, 401, { detail }, ['Basic realm="api"']);
    },
  }),
  difference({
    id: 'basic-without-colon',
    of: 'today',
    here: (played) => {
      const text = Buffer.from(partsOf(played)[1] ?? '', 'base64').toString('latin1');
      const isRefused = detailOf(played.theirs).includes('not correctly base64 encoded');
      return isRefused &&
        detailOf(played.ours).startsWith('Invalid username') &&
        !text.includes(':')
        ? { ...played.theirs, body: played.ours.body }
        : undefined;
    },
  }),
  difference({
    id: 'spelling-of-a-name',
    here: (played) => (isNormalized(played) ? undefined : played.ours),
  }),
  difference({
    id: 'basic-challenge',
    here: ({ theirs }) => withChallenges(theirs, 'Basic realm="api"', CHALLENGES.basic),
  }),
  difference({
    id: 'bearer-challenge',
    here: (played) => {
      const { jwt = '' } = CHALLENGES;
      return isBadBearer(played)
        ? withChallenges(played.theirs, jwt, `${jwt}, error="invalid_token"`)
        : undefined;
    },
  }),
  difference({
    id: 'all-challenges',
    here: (played) => {
      const { theirs, exchange } = played;
      const schemes = GROUPS.find(({ name }) => name === exchange.scheme)?.schemes ?? [];
      if (theirs.status !== 401 || pathOf(played) !== '/home/' || schemes.length < 2)
        return undefined;
      const selected = schemeOf(played);
      const ordered = [...(selected ? [selected] : []), ...schemes];
      const error = isBadBearer(played) ? ', error="invalid_token"' : '';
      const challenge = [...new Set(ordered)]
        .map((scheme) => CHALLENGES[scheme])
        .filter((each) => each !== undefined)
        .map((each, at) => (at === 0 ? `${each}${error}` : each));
      return { ...theirs, challenge };
    },
  }),
];

/** What is refused before anything else is looked at. */
export const lastDifferences: readonly AnswerDifference[] = [
  difference({
    id: 'two-authorizations',
    here: (played) =>
      headersOf(played, 'authorization').length > 1
        ? answer(played, 400, { detail: 'Only one Authorization header is allowed.' })
        : undefined,
  }),
  difference({
    id: 'unknown-method',
    here: (played) =>
      METHODS.includes(played.exchange.request.method) ? undefined : answer(played, 400, ''),
  }),
];

/** Whether a request brings a bearer token, and is refused for what that is. */
function isBadBearer(played: Played): boolean {
  const isOfHome = pathOf(played) === '/home/' && played.theirs.status === 401;
  return isOfHome && schemeOf(played) === 'jwt' && partsOf(played).length === 2;
}

function partsOf(played: Played): string[] {
  return (headersOf(played, 'authorization')[0] ?? '').trim().split(/\s+/);
}

/** The scheme that the word in the header is for. */
function schemeOf(played: Played): string | undefined {
  return WORDS[partsOf(played)[0]?.toLowerCase() ?? ''];
}

function withChallenges(theirs: Answer, from: string, to = ''): Answer {
  return { ...theirs, challenge: theirs.challenge.map((each) => (each === from ? to : each)) };
}

/** Whether the name that a request brings is written as it is stored. */
function isNormalized(played: Played): boolean {
  const [word = '', credentials = ''] = partsOf(played);
  const name = /^basic$/i.test(word)
    ? Buffer.from(credentials, 'base64').toString('utf8').split(':')[0]
    : fieldOf(played, 'username');
  return typeof name !== 'string' || name === name.normalize('NFKC');
}
