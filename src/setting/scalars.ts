import { z } from 'zod';

/** `true`/`on`/`yes`/`1` or `false`/`off`/`no`/`0`. */
export function flag(byDefault: boolean): z.ZodType<boolean> {
  return z
    .string()
    .default(String(byDefault))
    .transform((text, context) => {
      if (/^(true|on|yes|1)$/i.test(text)) return true;
      if (/^(false|off|no|0)$/i.test(text)) return false;
      context.addIssue('is neither on nor off; write on or true, off or false');
      return z.NEVER;
    });
}

/** A whole number between two bounds, both allowed. */
export function integer(byDefault: number, least: number, most: number): z.ZodType<number> {
  return z
    .string()
    .default(String(byDefault))
    .transform((text, context) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      context.addIssue(`is not a whole number from ${least} to ${most}`);
      return z.NEVER;
    });
}

/**
 * A text that others have to send in the same spelling. White space around it, and what cannot be seen,
 * comes with the way in which a setting is stored, and would make every comparison fail.
 */
export function text(): z.ZodType<string | undefined> {
  return z
    .string()
    .optional()
    .refine((value) => value === undefined || (value.trim() === value && !/\p{C}/u.test(value)), {
      error: 'has white space around it, or characters that cannot be seen; remove them',
    });
}
