import { z } from 'zod';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const TEN_YEARS = 3650 * UNITS.d;

/**
 * A length of time such as `30s`, `5m`, `24h`, `2w` or `0`; read as milliseconds.
 *
 * @param least in milliseconds.
 * @param most in milliseconds; dates beyond ten years from now are more than a cookie can say.
 */
export function duration(byDefault: string, least = 0, most = TEN_YEARS): z.ZodType<number> {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text === '0' ? '0s' : text) ?? [];
      if (count === undefined) {
        const remedy = 'write a number and a unit, such as 30s, 5m or 2w';
        context.addIssue(`is not a length of time; ${remedy}${least === 0 ? ', or 0' : ''}`);
        return z.NEVER;
      }
      const value = Number(count) * UNITS[unit as keyof typeof UNITS];
      if (value < least) context.addIssue(`is too short; at least ${format(least)} are needed`);
      if (value > most) context.addIssue(`is too long; at most ${format(most)} are possible`);
      return value;
    });
}

/** In the largest unit that says it without a fraction, as it can be set. */
function format(value: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, each]) => value % each === 0) ?? [
    'ms',
    1,
  ];
  return `${value / size}${unit}`;
}
