import { z } from 'zod';

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
