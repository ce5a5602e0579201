import { z } from 'zod';

/** The kinds of values a setting can have. Each reads the text of an environment variable. */

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A length of time such as `30s`, `5m`, `24h`, `2w` or `0`; read as milliseconds. */
export function duration(byDefault: string): z.ZodType<number> {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text) ?? [];
      if (count !== undefined) return Number(count) * UNITS[unit as keyof typeof UNITS];
      if (text === '0') return 0;
      context.addIssue(`is not a length of time; write a number and a unit, such as ${byDefault}`);
      return z.NEVER;
    });
}

/** `true`/`on`/`yes`/`1` or `false`/`off`/`no`/`0`. */
export function flag(byDefault: boolean): z.ZodType<boolean> {
  return z
    .string()
    .default(String(byDefault))
    .transform((text, context) => {
      if (/^(true|on|yes|1)$/i.test(text)) return true;
      if (/^(false|off|no|0)$/i.test(text)) return false;
      context.addIssue('is neither true nor false; write one of them');
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

/** Words separated by commas. */
export function list(byDefault: readonly string[]): z.ZodType<readonly string[]> {
  return z
    .string()
    .default(byDefault.join(','))
    .transform((text) =>
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    );
}
