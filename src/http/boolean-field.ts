import { ValidationError } from './validation-error.ts';

/** What DRF's BooleanField takes for yes and no, in JSON and in forms. */
const VALUES = new Map<unknown, boolean>([
  ...[true, 1, '1', 't', 'y', 'yes', 'true', 'on'].map((value) => [value, true] as const),
  ...[false, 0, '0', 'f', 'n', 'no', 'false', 'off'].map((value) => [value, false] as const),
]);

/**
 * Reads a field that is either true or false.
 *
 * @param data what the body parser gave.
 * @returns undefined where the field is not there.
 * @throws {ValidationError} 400 for anything else, in DRF's words.
 */
export function readBoolean(data: object, name: string): boolean | undefined {
  if (!Object.hasOwn(data, name)) return undefined;
  const value: unknown = Reflect.get(data, name);
  if (value === null) throw new ValidationError({ [name]: ['This field may not be null.'] });
  const read = VALUES.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
  if (read === undefined) throw new ValidationError({ [name]: ['Must be a valid boolean.'] });
  return read;
}
