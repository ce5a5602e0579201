import { StartupError } from '../startup-error.ts';
import { parseAuthorization } from './authorization.ts';
import type { RequestHead } from './authorization.ts';
import { carriesCookie } from './cookie.ts';
import type { CredentialsPlace, Scheme } from './scheme.ts';

/** The scheme whose credentials a request carries; undefined when it carries none. */
export type SelectScheme = (request: RequestHead) => Scheme | undefined;

/**
 * Decides which scheme a request is for, before anything is known of its credentials: the word in
 * `Authorization` picks it; where that picks none, a header field may, and then a cookie. Of several
 * schemes that go by one word it is the one that takes the credential for its own by its form, else the
 * first.
 *
 * @throws {StartupError} when several go by one word, and not each of them knows its own.
 */
export function schemeSelector(schemes: readonly Scheme[]): SelectScheme {
  const byWord = new Map<string, Scheme[]>();
  for (const scheme of schemes) {
    for (const word of wordsOf(scheme.credentials)) {
      byWord.set(word, [...(byWord.get(word) ?? []), scheme]);
    }
  }
  for (const [word, sharing] of byWord) refuseAmbiguous(word, sharing);
  const byField = schemes.flatMap((scheme) =>
    fieldsOf(scheme.credentials).map((field) => ({ scheme, field })),
  );
  const byCookie = schemes.filter(({ credentials }) => credentials.cookie !== undefined);

  return (request) => {
    const { scheme: word = '', parts: [credential = ''] = [] } = parseAuthorization(request) ?? {};
    const sharing = byWord.get(word) ?? [];
    // Where it is the only one, its strategy says what is wrong with the credential.
    const own =
      sharing.length < 2
        ? undefined
        : sharing.find(({ credentials }) => credentials.isOwn?.(credential));
    return (
      own ??
      sharing[0] ??
      byField.find(({ field }) => field in request.headers)?.scheme ??
      byCookie.find(({ credentials }) => carriesCookie(request, credentials))
    );
  };
}

/** The words that a scheme goes by, each once, in lower case: scheme names are case-insensitive. */
export function wordsOf({ word, aliases = [] }: CredentialsPlace): ReadonlySet<string> {
  if (word === undefined) return new Set();
  return new Set([word, ...aliases].map((each) => each.toLowerCase()));
}

/** The header fields of a scheme's own that may carry its credentials, in lower case as Node has them. */
export function fieldsOf({ field }: CredentialsPlace): readonly string[] {
  return field === undefined ? [] : [field.toLowerCase()];
}

function refuseAmbiguous(word: string, sharing: readonly Scheme[]): void {
  if (sharing.length < 2 || sharing.every(({ credentials }) => credentials.isOwn)) return;
  const names = sharing.map(({ name }) => name).join(' and ');
  throw new StartupError(
    `AUTH_SCHEMES: ${names} both go by the word ${word} in Authorization, and nothing tells whose a credential is; give one of them another word, or leave it out.`,
  );
}
