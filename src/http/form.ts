import { ParseError } from '../errors.ts';

/** As Django's DATA_UPLOAD_MAX_NUMBER_FIELDS. */
export const MAX_FIELDS = 1000;

/**
 * Parses `application/x-www-form-urlencoded`. The last of several equal names counts, as in Django.
 *
 * @returns an object without a prototype, so that a field named `__proto__` is just a field.
 * @throws {ParseError} for more than {@link MAX_FIELDS} fields.
 */
export function parseForm(body: Buffer): Record<string, string> {
  // The leading & keeps URLSearchParams from dropping a ? that belongs to the first name.
  return collect(new URLSearchParams(`&${body.toString('utf8')}`));
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
