import { z } from 'zod';
import { visibleText } from '../http/visible-text.ts';

/**
 * Words separated by commas.
 *
 * @param allowed when given, the words there are; at least one of them has to be named, unless none is
 *   by default.
 */
export function list(
  byDefault: readonly string[],
  allowed?: readonly string[],
): z.ZodType<readonly string[]> {
  return z
    .string()
    .default(byDefault.join(','))
    .transform((text, context) => {
      const words = text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
      if (allowed === undefined) return words;
      const unknown = words.find((word) => !allowed.includes(word));
      const isEnough = words.length > 0 || byDefault.length === 0;
      if (isEnough && unknown === undefined) return words;
      const problem =
        unknown === undefined ? 'names none' : `does not know ${visibleText(unknown)}`;
      context.addIssue(`${problem}; name some of ${allowed.join(', ')}`);
      return z.NEVER;
    });
}
