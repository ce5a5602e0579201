import { parseAuthorization } from '../../../auth/authorization.ts';
import type { RequestHead } from '../../../auth/authorization.ts';
import { schemeSelector, wordsOf } from '../../../auth/select-scheme.ts';
import { carriesCookie } from '../../../auth/cookie.ts';
import type { Scheme } from '../../../auth/scheme.ts';
import type { Answer } from '../tour/request.ts';

/** What one scheme had to say to a request. */
export interface Verdict {
  readonly scheme: string;
  readonly isSelected: boolean;
  /** Why, in words. */
  readonly reason: string;
}

/** What each scheme has said to a request that needs authentication. */
export function verdictsOn(answer: Answer, schemes: readonly Scheme[]): Verdict[] {
  const head = headOf(answer);
  const selected = schemeSelector(schemes)(head);
  return schemes.map((scheme) => ({
    scheme: scheme.name,
    isSelected: scheme === selected,
    reason:
      scheme === selected
        ? `${whySelected(scheme)}, ${outcome(answer)}`
        : whyNot(scheme, head, selected),
  }));
}

/** What was sent, as it looks to the server. */
function headOf({ sent }: Answer): RequestHead {
  const valueOf = (wanted: string): string | undefined =>
    sent.find(([name]) => name === wanted)?.[1];
  const headers = { authorization: valueOf('Authorization'), cookie: valueOf('Cookie') };
  return { headers, rawHeaders: sent.flat() };
}

function whySelected({ credentials: { word, field, cookie } }: Scheme): string {
  if (word !== undefined) return `the Authorization header says ${word}`;
  return field === undefined ? `the request has the cookie ${cookie}` : `the request has ${field}`;
}

function outcome({ status }: Answer): string {
  return status === 401 || status === 403
    ? 'and the request is refused'
    : 'and the request is accepted';
}

function whyNot({ credentials }: Scheme, head: RequestHead, selected: Scheme | undefined): string {
  const said = parseAuthorization(head)?.scheme;
  const { word, field, cookie } = credentials;
  if (word !== undefined) {
    if (said === undefined) return 'the request has no Authorization header';
    if (wordsOf(credentials).has(said)) {
      return `the Authorization header says ${word}, with a credential of another scheme`;
    }
    return `the Authorization header says ${titled(said)}, not ${word}`;
  }
  if (field !== undefined) return `the request has no header ${field}`;
  if (carriesCookie(head, credentials) && selected !== undefined) {
    return 'the Authorization header takes precedence over cookies';
  }
  return `the request has no cookie ${cookie}`;
}

/** As it is usually written; case does not matter. */
function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
