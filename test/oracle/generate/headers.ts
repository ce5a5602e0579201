import fc from 'fast-check';
import { texts } from './bodies.ts';

/** A header, or none. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** One of these values of a header, or the header left out. */
export function header(name: string, ...values: readonly string[]): fc.Arbitrary<Headers> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<Headers>([]) },
    fc.constantFrom(...values).map((value): Headers => [[name, value]]),
  );
}

/** What a client would rather have. */
export const accept = header(
  'Accept',
  ...['application/json', '*/*', 'text/html', 'application/xml', 'text/*', 'application/*'],
  ...['application/json; indent=4', 'nonsense', ''],
);

const pair = fc.tuple(texts, texts).map(([name, password]) => `${name}:${password}`);

/** Credentials of Basic, right and wrong, whole and broken. */
export const basicCredentials = fc.oneof(
  fc.constantFrom('cm9vdDp0b29y', 'cm9vdDp4', 'Z29uZTp0b29y', 'Y29sb246cGE6c3M='),
  pair.map((text) => Buffer.from(text).toString('base64')),
  pair.map((text) => Buffer.from(text, 'latin1').toString('base64')),
  pair.map((text) => Buffer.from(text).toString('base64url')),
  pair.map((text) => Buffer.from(text).toString('base64').replaceAll('=', '')),
  texts.map((text) => Buffer.from(text).toString('base64')),
  fc.constantFrom(
    '',
    '=',
    '====',
    'cm9vdDp0b29y=',
    'cm9vdDp0b29y==',
    'cm9v dDp0b29y',
    'cm9v-Dp0b29y',
  ),
  fc.constantFrom('*', 'a', 'ab', 'abc', 'abcd', '\xe9', 'cm9vdA==', 'Og=='),
);

/**
 * A header `Authorization` of any shape.
 *
 * @param words that come before the credentials, most of the time.
 * @param credentials that come after.
 */
export function authorization(
  words: readonly string[],
  credentials: fc.Arbitrary<string>,
): fc.Arbitrary<Headers> {
  const word = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...words) },
    fc.constantFrom('Digest', 'NotBasic', 'Basic,', 'Tokens', '', 'basic', 'BEARER', 'tOkEn'),
  );
  const separator = fc.oneof(
    { weight: 6, arbitrary: fc.constant(' ') },
    fc.constantFrom('  ', '\t', '', ' \t '),
  );
  const end = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    fc.constantFrom(' ', ' x', '\t', ',', ' x y'),
  );
  const value = fc.tuple(word, separator, credentials, end).map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 8, arbitrary: value.map((each): Headers => [['Authorization', each]]) },
    { weight: 1, arbitrary: fc.constant<Headers>([]) },
    fc.tuple(value, value).map((both) => both.map((each) => ['Authorization', each] as const)),
  );
}
