import { ValidationError } from './validation-error.ts';

/** How a text field is read. */
export interface TextField {
  /** Whether white space around the value is cut off; never for a password or a token. */
  readonly trim: boolean;
}

/**
 * Reads text fields from a request's data by the rules, and with the messages, of DRF's CharField.
 *
 * @param data what the body parser gave.
 * @param fields the fields to read; each is required and may not be blank.
 * @returns the values by name.
 * @throws {ValidationError} 400 naming every field that does not hold.
 */
export function readFields<Name extends string>(
  data: unknown,
  fields: Readonly<Record<Name, TextField>>,
): Record<Name, string> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw notAnObject(data);
  const values: Partial<Record<string, string>> = {};
  const messages: Record<string, string[]> = {};
  for (const [name, field] of Object.entries<TextField>(fields)) {
    const value: unknown = Object.hasOwn(data, name) ? data[name as keyof typeof data] : undefined;
    const result = readText(value, field);
    if (Array.isArray(result)) messages[name] = result;
    else values[name] = result;
  }
  if (Object.keys(messages).length > 0) throw new ValidationError(messages);
  return values as Record<Name, string>;
}

/** The text, or what is wrong with it. */
function readText(value: unknown, { trim }: TextField): string | string[] {
  if (value === undefined) return ['This field is required.'];
  if (value === null) return ['This field may not be null.'];
  if (typeof value !== 'string' && typeof value !== 'number') return ['Not a valid string.'];
  const text = trim ? String(value).trim() : String(value);
  if (text === '') return ['This field may not be blank.'];
  const problems: string[] = [];
  if (text.includes('\0')) problems.push('Null characters are not allowed.');
  const surrogate = /\p{Surrogate}/u.exec(text)?.[0].codePointAt(0);
  if (surrogate !== undefined) {
    const codePoint = surrogate.toString(16).toUpperCase();
    problems.push(`Surrogate characters are not allowed: U+${codePoint}.`);
  }
  return problems.length > 0 ? problems : text;
}

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
