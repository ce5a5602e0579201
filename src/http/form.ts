import { ParseError } from './http-error.ts';
import { charsetOf } from './charset.ts';

/** As Django's DATA_UPLOAD_MAX_NUMBER_FIELDS. */
export const MAX_FIELDS = 1000;

/**
 * Parses `application/x-www-form-urlencoded`. The last of several equal names counts, as in Django.
 *
 * @param contentType the header's value, which may name another charset than UTF-8.
 * @returns an object without a prototype, so that a field named `__proto__` is just a field.
 * @throws {ParseError} for more than {@link MAX_FIELDS} fields.
 * @throws {HttpError} 415 for a charset that cannot be read.
 */
export function parseForm(body: Buffer, contentType = ''): Record<string, string> {
  const decoder = charsetOf(contentType);
  if (decoder.encoding !== 'utf-8') return collect(pairsOf(body, decoder));
  // The leading & keeps URLSearchParams from dropping a ? that belongs to the first name.
  return collect(new URLSearchParams(`&${body.toString('utf8')}`));
}

/** What URLSearchParams does, for another encoding: %XX stands for a byte, and is one before it is text. */
function* pairsOf(body: Buffer, decoder: TextDecoder): Generator<[string, string]> {
  const decode = (escaped: string): string => {
    const bytes = escaped
      .replaceAll('+', ' ')
      .replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return decoder.decode(Buffer.from(bytes, 'latin1'));
  };
  for (const pair of body.toString('latin1').split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=');
    yield [decode(name), decode(value.join('='))];
  }
}

/** Pairs → object; the last of several equal names counts. */
export function collect<Value>(pairs: Iterable<readonly [string, Value]>): Record<string, Value> {
  const fields = Object.create(null) as Record<string, Value>;
  let count = 0;
  for (const [name, value] of pairs) {
    if (++count > MAX_FIELDS) throw new ParseError('Too many fields in the request body.');
    fields[name] = value;
  }
  return fields;
}
