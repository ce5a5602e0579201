import type { z } from 'zod';
import { visibleText } from '../startup-error.ts';
import { setting } from './reader.ts';

/** A token of RFC 9110 §5.6.2, as scheme names are. */
const WORD = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Words that stand in `Authorization` before credentials. */
export type HeaderTypes = readonly [string, ...string[]];

/** Such words, separated by commas; the first is the one that challenges name. */
export function headerTypes(byDefault: string): z.ZodType<HeaderTypes> {
  return setting(byDefault, (text, refuse) => {
    const [first = '', ...others] = text.split(',').map((word) => word.trim());
    const unfit = [first, ...others].find((word) => !WORD.test(word));
    if (unfit === undefined) return [first, ...others];
    return refuse(
      `${unfit === '' ? 'a blank' : visibleText(unfit)} is no word that can stand before credentials; write some such as ${byDefault}, separated by commas`,
    );
  });
}
