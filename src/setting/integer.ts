import { z } from 'zod';

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
