import { PAGE } from '../exchange.ts';
import { answer, detailOf, difference, headersOf, pathOf } from './difference.ts';
import type { AnswerDifference, Played } from './difference.ts';

/** Words of this server's for what Django has a page, or Python's words, for. */
const PARSE_ERROR = /^(JSON|Multipart form) parse error - /;

/** Both refuse, and only the words differ. */
function areBothRefusals({ theirs, ours }: Played, status: number): boolean {
  return theirs.status === status && ours.status === status;
}

/** Of reading requests and writing answers, whatever the scheme. */
export const httpDifferences: readonly AnswerDifference[] = [
  difference({
    id: 'host',
    here: (played) =>
      areBothRefusals(played, 400) && played.theirs.body === PAGE && headersOf(played, 'host')[0]
        ? answer(played, 400, { detail: 'Invalid Host header.' })
        : undefined,
  }),
  difference({
    id: 'server-error',
    here: (played) =>
      played.theirs.status === 500 && played.ours.status < 500 ? played.ours : undefined,
  }),
  difference({
    id: 'spellings-of-a-path',
    here: (played) =>
      /%|^\/\//.test(pathOf(played)) && played.theirs.status !== 404
        ? answer(played, 404, { detail: 'Not found.' })
        : undefined,
  }),
  difference({
    id: 'not-found',
    here: (played) =>
      played.theirs.status === 404 && played.theirs.body === PAGE
        ? answer(played, 404, { detail: 'Not found.' })
        : undefined,
  }),
  difference({
    id: 'options',
    here: (played) =>
      played.exchange.request.method === 'OPTIONS' && played.theirs.status === 200
        ? answer(played, 204, '')
        : undefined,
  }),
  difference({
    id: 'parse-errors',
    here: (played) => {
      const { theirs, ours } = played;
      if (!areBothRefusals(played, 400)) return undefined;
      const start = PARSE_ERROR.exec(detailOf(theirs))?.[0];
      const isLimit = theirs.body === PAGE && detailOf(ours) !== '';
      const isAlike = start !== undefined && detailOf(ours).startsWith(start);
      return isAlike || isLimit ? answer(played, 400, ours.body) : undefined;
    },
  }),
  difference({
    id: 'accept-weights',
    here: ({ exchange, theirs, ours }) =>
      exchange.request.headers.some(([name, value]) => name === 'Accept' && value.includes('q='))
        ? { ...theirs, body: ours.body === PAGE ? PAGE : theirs.body }
        : undefined,
  }),
  difference({
    id: 'browsable-post',
    here: ({ exchange, theirs, ours }) =>
      exchange.request.method === 'POST' && theirs.status === 200 && ours.status === 200
        ? { ...theirs, body: theirs.body === PAGE ? ours.body : theirs.body }
        : undefined,
  }),
  difference({
    id: 'error-pages',
    here: (played) =>
      pathOf(played).startsWith('/api-token-auth') && played.ours.body === PAGE
        ? { ...played.theirs, body: PAGE }
        : undefined,
  }),
  difference({
    id: 'json-charset',
    here: (played) => (/json.*charset=(?!utf-8)/i.test(typeOf(played)) ? played.ours : undefined),
  }),
  difference({
    id: 'big-numbers',
    here: (played) =>
      JSON.stringify(played.theirs.body).includes('but got float.') &&
      JSON.stringify(played.ours.body).includes('but got int.')
        ? { ...played.theirs, body: played.ours.body }
        : undefined,
  }),
  difference({
    id: 'truncated-multipart',
    here: (played) =>
      typeOf(played).startsWith('multipart/') && isIncomplete(played.ours.body)
        ? answer(played, 400, played.ours.body)
        : undefined,
  }),
  difference({
    id: 'form-charset',
    here: (played) =>
      /urlencoded.*charset=utf-16/.test(typeOf(played)) && played.ours.status === 415
        ? answer(played, 415, played.ours.body)
        : undefined,
  }),
];

function typeOf(played: Played): string {
  return headersOf(played, 'content-type').join();
}

function isIncomplete(body: unknown): boolean {
  return JSON.stringify(body).includes('not a complete form');
}
