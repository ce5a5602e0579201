const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Dates further from now are more than a cookie can say. */
export const TEN_YEARS = 3650 * UNITS.d;

/**
 * Reads a length of time such as `30s`, `5m`, `24h`, `2w` or `0`.
 *
 * @param least in milliseconds.
 * @param most in milliseconds.
 * @returns milliseconds; what is wrong with the text, to be read after its name, where something is.
 */
export function parseDuration(text: string, least: number, most: number): number | string {
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text === '0' ? '0s' : text) ?? [];
  if (count === undefined) {
    const remedy = 'write a number and a unit, such as 30s, 5m or 2w';
    return `is not a length of time; ${remedy}${least === 0 ? ', or 0' : ''}`;
  }
  const value = Number(count) * UNITS[unit as keyof typeof UNITS];
  if (value < least) return `is too short; at least ${format(least)} are needed`;
  if (value > most) return `is too long; at most ${format(most)} are possible`;
  return value;
}

/** In the largest unit that says it without a fraction, as it can be set. */
function format(value: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, each]) => value % each === 0) ?? [
    'ms',
    1,
  ];
  return `${value / size}${unit}`;
}
