import fc from 'fast-check';
import type { ExchangeRequest } from '../exchange.ts';

/** A request's body with the header that says what it is. */
export type Body = Pick<ExchangeRequest, 'body' | 'encoding' | 'headers'>;

/** Names and passwords, right and wrong, and what is neither. */
export const texts = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('root', 'toor', 'colon', 'pa:ss', 'gone', 'long') },
  fc.constantFrom('', ' ', ' root', 'root ', '\troot\r\n', '\u2003root\u00a0', '\u001croot\u0085'),
  fc.constantFrom('\ufeffroot', 'ROOT', 'ro\0ot', 'ｒｏｏｔ', 'walterwhité', 'walterwhite\u0301'),
  fc.constantFrom('pässwörd', 'x'.repeat(80), '🔑'.repeat(20), ' pad ded ', 'spacey', 'null', '1'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** What a field of a JSON body may hold. */
const values = fc.oneof(
  { weight: 6, arbitrary: texts },
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, [], {}, ['root'], { a: 'root' }),
  fc.integer(),
);

/** Media types that both servers read, and some that none does. */
const JSON_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/json;',
];
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8',
  'Application/X-WWW-Form-Urlencoded',
];
const OTHER_TYPES = [
  ...['', 'text/plain', 'application/xml', 'text/json', 'application/merge-patch+json', 'json'],
  ...['application/json, text/plain', 'application/octet-stream', 'application/jsonx'],
  ...['application/json; charset=utf-16', 'application/x-www-form-urlencoded; charset=utf-16'],
];

/**
 * A body with these fields: each one there, missing or there twice, of any type, in any media type.
 *
 * @param usual what the fields hold most of the time.
 */
export function bodies(usual: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<Body> {
  const fields = fc.array(
    fc.oneof(
      ...Object.entries(usual).map(([name, arbitrary]) =>
        fc.tuple(fc.constant(name), fc.oneof({ weight: 4, arbitrary }, values)),
      ),
      fc.tuple(fc.constantFrom('other', '__proto__', 'constructor', 'é', ''), values),
    ),
    { maxLength: 4 },
  );
  const whole = fc.tuple(
    ...Object.entries(usual).map(([name, arbitrary]) => fc.tuple(fc.constant(name), arbitrary)),
  );
  return fc.oneof(
    { weight: 3, arbitrary: whole.chain((pairs) => rendered(pairs)) },
    { weight: 4, arbitrary: fields.chain((pairs) => rendered(pairs)) },
    broken,
    other,
  );
}

type Pairs = readonly (readonly [name: string, value: unknown])[];

function rendered(pairs: Pairs): fc.Arbitrary<Body> {
  return fc.oneof(
    fc.constantFrom(...JSON_TYPES).map((type) => withType(type, jsonOf(pairs))),
    fc.constantFrom(...FORM_TYPES).map((type) => withType(type, formOf(pairs))),
    fc.constant(withType('multipart/form-data; boundary=B', multipartOf(pairs))),
    fc.constantFrom(...OTHER_TYPES).map((type) => withType(type, jsonOf(pairs))),
    fc.constant({
      ...withType('application/x-www-form-urlencoded; charset=iso-8859-1', formOf(pairs)),
      encoding: 'latin1' as const,
    }),
  );
}

/** Of the right media type, and yet no such body. */
const broken = fc.oneof(
  fc
    .constantFrom(
      '',
      ' ',
      '{',
      '[]',
      'null',
      '"root"',
      '1',
      '1e300',
      'true',
      '{"a":1}x',
      "{'a':1}",
      '{"a":}',
    )
    .map((body) => withType('application/json', body)),
  fc.json({ maxDepth: 3 }).map((body) => withType('application/json', body)),
  fc
    .constantFrom('', '&', '=', 'username', 'a=%', 'a=%zz', 'a=%ff%fe', 'username=root&&', 'a;b=1')
    .map((body) => withType('application/x-www-form-urlencoded', body)),
  fc
    .constantFrom('', '--B--\r\n', '--B\r\n', '--B\r\n\r\nx\r\n--B--\r\n', 'nothing')
    .map((body) => withType('multipart/form-data; boundary=B', body)),
  fc.constant(withType('multipart/form-data', 'nothing')),
);

/** Bytes that are no UTF-8, and no body at all. */
const other: fc.Arbitrary<Body> = fc.constantFrom<Body>(
  { ...withType('application/json', '{"username":"\xff"}'), encoding: 'latin1' },
  { ...withType('application/json; charset=utf-16', '{"a":1}'), encoding: 'utf16le' },
  { headers: [] },
);

function withType(type: string, body: string): Body {
  return { body, headers: type === '' ? [] : [['Content-Type', type]] };
}

/** Not by JSON.stringify, for a name may be there twice. */
function jsonOf(pairs: Pairs): string {
  return `{${pairs.map((pair) => pair.map((each) => JSON.stringify(each)).join(':')).join(',')}}`;
}

function formOf(pairs: Pairs): string {
  // URLSearchParams alone takes a lone surrogate for what it stands for, U+FFFD.
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, textOf(value)])).toString();
  // Placeholders stay what they are.
  return text.replaceAll(/%24%7B[\w@%-]+?%7D/g, decodeURIComponent);
}

function multipartOf(pairs: Pairs): string {
  const parts = pairs.map(
    ([name, value]) =>
      `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${textOf(value)}\r\n`,
  );
  return `${parts.join('')}--B--\r\n`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
