import type { z } from 'zod';
import { parseDuration, TEN_YEARS } from './parse-duration.ts';
import { optionalSetting, setting } from './reader.ts';

/** `true`/`on`/`yes`/`1` or `false`/`off`/`no`/`0`. */
export function flag(byDefault: boolean): z.ZodType<boolean> {
  return setting(
    String(byDefault),
    (text, refuse) =>
      readFlag(text) ?? refuse('is neither on nor off; write on or true, off or false'),
  );
}

/** What such a text says; undefined for any other. */
export function readFlag(text: string): boolean | undefined {
  if (/^(true|on|yes|1)$/i.test(text)) return true;
  if (/^(false|off|no|0)$/i.test(text)) return false;
  return undefined;
}

/** One of several words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  byDefault: Word,
): z.ZodType<Word> {
  const all = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return setting(
    byDefault,
    (text, refuse) => words.find((word) => word === text) ?? refuse(`must be ${all}`),
  );
}

/** A whole number between two bounds, both allowed. */
export function integer(byDefault: number, least: number, most: number): z.ZodType<number> {
  return setting(String(byDefault), (text, refuse) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return refuse(`is not a whole number from ${least} to ${most}`);
  });
}

/**
 * A length of time such as `30s`, `5m`, `24h`, `2w` or `0`; read as milliseconds.
 *
 * @param least in milliseconds.
 * @param most in milliseconds.
 */
export function duration(byDefault: string, least = 0, most = TEN_YEARS): z.ZodType<number> {
  return setting(byDefault, (text, refuse) => {
    const read = parseDuration(text, least, most);
    return typeof read === 'number' ? read : refuse(read);
  });
}

/**
 * A text that others have to send in the same spelling. White space around it, and what cannot be seen,
 * comes with the way in which a setting is stored, and would make every comparison fail.
 */
export function text(): z.ZodType<string | undefined> {
  return optionalSetting((value, refuse) =>
    value.trim() === value && !/\p{C}/u.test(value)
      ? value
      : refuse('has white space around it, or characters that cannot be seen; remove them'),
  );
}
