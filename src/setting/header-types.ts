import { z } from 'zod';
import { visibleText } from '../visible-text.ts';

/** A token of RFC 9110 §5.6.2, as scheme names are. */
const WORD = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Words that stand in `Authorization` before credentials. */
export type HeaderTypes = readonly [string, ...string[]];

/** Such words, separated by commas; the first is the one that challenges name. */
export function headerTypes(byDefault: string): z.ZodType<HeaderTypes> {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const [first, ...others] = text.split(',').map((word) => word.trim());
      const unfit = [first, ...others].find((word) => !WORD.test(word ?? ''));
      if (first !== undefined && unfit === undefined) return [first, ...others] as const;
      context.addIssue(
        `${unfit === undefined || unfit === '' ? 'a blank' : visibleText(unfit)} is no word that can stand before credentials; write some such as ${byDefault}, separated by commas`,
      );
      return z.NEVER;
    });
}
