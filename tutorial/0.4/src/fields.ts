import type { Request } from 'express';
import { HttpError } from './errors.ts';

/** Texts in the request's body, by DRF's rules; or 400 with all that is wrong, in DRF's words. */
export function readFields<Name extends string>(
  request: Request,
  names: readonly Name[],
): Record<Name, string> {
  const body = (request.body ?? {}) as Partial<Record<Name, unknown>>;
  if (Array.isArray(body)) {
    const problem = 'Invalid data. Expected a dictionary, but got list.';
    throw new HttpError(400, { non_field_errors: [problem] });
  }
  const problems = names.flatMap((name) => {
    const problem = problemOf(body[name]);
    return problem === undefined ? [] : [[name, [problem]]];
  });
  if (problems.length > 0) throw new HttpError(400, Object.fromEntries(problems) as object);
  return body as Record<Name, string>;
}

function problemOf(value: unknown): string | undefined {
  if (value === undefined) return 'This field is required.';
  if (value === null) return 'This field may not be null.';
  if (typeof value !== 'string') return 'Not a valid string.';
  return value.trim() === '' ? 'This field may not be blank.' : undefined;
}
