import { HttpError } from './http-error.ts';
import { strip } from './strip.ts';

/** 400: fields that do not hold; the body names each with its messages, as DRF's serializers do. */
export class ValidationError extends HttpError {
  declare readonly body: Readonly<Record<string, readonly string[]>>;
  constructor(messages: Readonly<Record<string, readonly string[]>>) {
    super(400, messages);
  }
}

/** How a text field is read. */
export interface TextField {
  /** Whether white space around the value is cut off; never for a password or a token. */
  readonly trim: boolean;
  /** Whether it may be left empty. */
  readonly mayBeBlank?: boolean;
  /** Whether it may be left out. */
  readonly isOptional?: boolean;
}

/** What was read: a text for each field, but for one that may be left out. */
export type FieldValues<Fields extends Readonly<Record<string, TextField>>> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly isOptional: true }
    ? string | undefined
    : string;
};

/**
 * Reads text fields from a request's data by the rules, and with the messages, of DRF's CharField.
 *
 * @param data what the body parser gave.
 * @param fields the fields to read; each is required, and may not be blank, unless it says so.
 * @returns the values by name; undefined for what was left out.
 * @throws {ValidationError} 400 naming every field that does not hold.
 */
export function readFields<Fields extends Readonly<Record<string, TextField>>>(
  data: unknown,
  fields: Fields,
): FieldValues<Fields> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw notAnObject(data);
  const values: Partial<Record<string, string>> = {};
  const messages: Record<string, string[]> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value: unknown = Object.hasOwn(data, name) ? data[name as keyof typeof data] : undefined;
    if (value === undefined && field.isOptional === true) continue;
    const result = readText(value, field);
    if (Array.isArray(result)) messages[name] = result;
    else values[name] = result;
  }
  if (Object.keys(messages).length > 0) throw new ValidationError(messages);
  return values as FieldValues<Fields>;
}

/** The text, or what is wrong with it. */
function readText(value: unknown, { trim, mayBeBlank = false }: TextField): string | string[] {
  if (value === undefined) return ['This field is required.'];
  if (value === null) return ['This field may not be null.'];
  if (typeof value !== 'string' && typeof value !== 'number') return ['Not a valid string.'];
  const text = trim ? strip(String(value), WHITE_SPACE) : String(value);
  if (text === '') return mayBeBlank ? text : ['This field may not be blank.'];
  const problems: string[] = [];
  if (text.includes('\0')) problems.push('Null characters are not allowed.');
  const surrogate = /\p{Surrogate}/u.exec(text)?.[0].codePointAt(0);
  if (surrogate !== undefined) {
    const codePoint = surrogate.toString(16).toUpperCase();
    problems.push(`Surrogate characters are not allowed: U+${codePoint}.`);
  }
  return problems.length > 0 ? problems : text;
}

/** What Python's `str.strip()` takes off, as Django's forms and DRF's fields do. JavaScript has some less, and U+FEFF more. */
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function notAnObject(data: unknown): ValidationError {
  const message =
    data === null
      ? 'No data provided'
      : `Invalid data. Expected a dictionary, but got ${pythonType(data)}.`;
  return new ValidationError({ non_field_errors: [message] });
}

/** The name Python has for a JSON value's type; DRF's message shows it. */
function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
}

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
