import { PAGE } from '../exchange.ts';
import { answer, detailOf, difference, headersOf, isUnsafe, pathOf } from './difference.ts';
import type { AnswerDifference, Played } from './difference.ts';

/** What Django 4 says of a token that Django 3.2 calls "missing or incorrect". */
const SENTENCES =
  /^CSRF Failed: CSRF (?:token missing|(?:cookie|token from (?:POST|the 'X-Csrftoken' HTTP header)) (?:incorrect|has incorrect length|has invalid characters))\.$/;

const FOREIGN = / - .* does not match any trusted origins\.$/;

/** Of sessions, their pages and CSRF. */
export const sessionDifferences: readonly AnswerDifference[] = [
  difference({
    id: 'csrf-of-django-3',
    of: 'older',
    here: (played) => {
      const { theirs, ours } = played;
      const isAlike =
        detailOf(theirs).endsWith('CSRF token missing or incorrect.') &&
        SENTENCES.test(detailOf(ours));
      return isAlike ? { ...theirs, body: ours.body } : undefined;
    },
  }),
  difference({
    id: 'origin-of-django-3',
    of: 'older',
    here: (played) => {
      const [origin] = headersOf(played, 'origin');
      if (origin === undefined || !isUnsafe(played)) return undefined;
      const isOurs = origin === originOf(played);
      if (isOurs) return detailOf(played.theirs).includes('Referer') ? played.ours : undefined;
      const detail = `CSRF Failed: Origin checking failed - ${origin} does not match any trusted origins.`;
      const refused = answer(played, 403, { detail });
      // Nothing that Django's login did besides was done here.
      return refused.cookies === undefined ? refused : { ...refused, cookies: {} };
    },
  }),
  difference({
    id: 'foreign-origin',
    here: ({ theirs }) =>
      FOREIGN.test(detailOf(theirs))
        ? { ...theirs, body: { detail: detailOf(theirs).replace(FOREIGN, '.') } }
        : undefined,
  }),
  difference({
    id: 'several-cookies',
    here: (played) => {
      const cookies = headersOf(played, 'cookie').join('; ');
      const isTwice = (name: string): boolean => cookies.split(`${name}=`).length > 2;
      return isTwice('sessionid') || isTwice('csrftoken') ? played.ours : undefined;
    },
  }),
  difference({
    id: 'case-of-a-media-type',
    here: (played) => {
      const [type = ''] = headersOf(played, 'content-type');
      const isForm = /^application\/x-www-form-urlencoded/i.test(type);
      return isForm && type !== type.toLowerCase() ? played.ours : undefined;
    },
  }),
  difference({
    id: 'csrf-of-an-unreadable-body',
    here: (played) => {
      const { theirs, ours } = played;
      const isUnread =
        [400, 415].includes(theirs.status) && detailOf(ours).startsWith('CSRF Failed: CSRF');
      return isUnread ? answer(played, 403, ours.body) : undefined;
    },
  }),
  difference({
    id: 'methods-of-a-page',
    here: (played) => {
      const { theirs, ours } = played;
      const isRefused = theirs.status === 403 && ours.status === 405;
      return isRefused && /^\/log(?:in|out)\/$/.test(pathOf(played)) ? ours : undefined;
    },
  }),
  difference({
    id: 'logout-by-get',
    of: 'older',
    here: (played) =>
      (isOfPage(played, '/logout/') && !isUnsafe(played)) ||
      played.exchange.setup?.some(({ method, path }) => method === 'GET' && path === '/logout/') ===
        true
        ? played.ours
        : undefined,
  }),
  difference({
    id: 'unknown-session-cookie',
    here: ({ theirs, ours }) => {
      const { sessionid, ...cookies } = theirs.cookies ?? {};
      const isLeft = sessionid === 'deleted' && ours.cookies?.sessionid === undefined;
      return isLeft ? { ...theirs, cookies } : undefined;
    },
  }),
  difference({
    id: 'login-as-json',
    here: (played) => {
      const said = [...headersOf(played, 'content-type'), ...headersOf(played, 'accept')];
      const isJson = /json|^application\/\*$/im.test(said.join('\n'));
      return isJson && /^\/log(?:in|out)\/$/.test(pathOf(played)) ? played.ours : undefined;
    },
  }),
  difference({
    id: 'failed-login',
    here: (played) =>
      isOfPage(played, '/login/') &&
      isUnsafe(played) &&
      played.theirs.status === 200 &&
      played.theirs.body === PAGE
        ? { ...played.theirs, status: 400 }
        : undefined,
  }),
  difference({
    id: 'refused-form',
    here: (played) => {
      const { theirs, ours } = played;
      const isRefused = theirs.status === 403 && theirs.body === PAGE;
      return isRefused && detailOf(ours).startsWith('CSRF Failed: ')
        ? { ...theirs, body: ours.body }
        : undefined;
    },
  }),
  difference({
    id: 'next-elsewhere',
    here: ({ theirs }) => {
      const { location = '/' } = theirs.headers ?? {};
      return /^\/(?!\/)/.test(location)
        ? undefined
        : { ...theirs, headers: { ...theirs.headers, location: '/home/' } };
    },
  }),
];

function isOfPage(played: Played, path: string): boolean {
  return pathOf(played) === path;
}

function originOf(played: Played): string {
  const scheme = headersOf(played, 'x-forwarded-proto')[0] ?? 'http';
  return `${scheme}://${headersOf(played, 'host')[0] ?? '127.0.0.1'}`;
}
