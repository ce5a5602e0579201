import type { z } from 'zod';
import { visibleText } from '../startup-error.ts';
import { setting, wordsOf } from './reader.ts';

/**
 * Words separated by commas.
 *
 * @param allowed the words there are; at least one of them has to be named, unless none is by default.
 */
export function list<Word extends string>(
  byDefault: readonly Word[],
  allowed: readonly Word[],
): z.ZodType<readonly Word[]> {
  const isAllowed = (word: string): word is Word => allowed.some((one) => one === word);
  return setting(byDefault.join(','), (text, refuse) => {
    const words = wordsOf(text);
    const isEnough = words.length > 0 || byDefault.length === 0;
    if (isEnough && words.every(isAllowed)) return words;
    const unknown = words.find((word) => !isAllowed(word));
    const problem = unknown === undefined ? 'names none' : `does not know ${visibleText(unknown)}`;
    return refuse(`${problem}; name some of ${allowed.join(', ')}`);
  });
}
