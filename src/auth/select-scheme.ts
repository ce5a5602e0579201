import { parseAuthorization } from './authorization.ts';
import type { RequestHead } from './authorization.ts';
import { carriesCookie } from './cookie.ts';
import type { Scheme } from './scheme.ts';

/** The scheme whose credentials a request carries; undefined when it carries none. */
export type SelectScheme = (request: RequestHead) => Scheme | undefined;

/**
 * Decides which scheme a request is for, before anything is known of its credentials: the word in
 * `Authorization` picks it, and where that picks none, a cookie may.
 */
export function schemeSelector(schemes: readonly Scheme[]): SelectScheme {
  const byWord = new Map(schemes.map((scheme) => [scheme.credentials.header, scheme]));
  const byCookie = schemes.filter(({ credentials }) => credentials.cookie !== undefined);

  return (request) => {
    const word = parseAuthorization(request)?.scheme;
    const named = word === undefined ? undefined : byWord.get(word);
    return named ?? byCookie.find(({ credentials }) => carriesCookie(request, credentials));
  };
}
