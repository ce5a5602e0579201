import { distance } from 'fastest-levenshtein';
import { visibleText } from '../startup-error.ts';

/** Shorter names are near to many words. */
const TELLING_LENGTH = 8;

/** What is wrong with the names of variables, a line each. */
export interface NameProblems {
  /** They are ours, misspelt, so that somebody believes in a setting that nothing reads. */
  readonly errors: readonly string[];
  /** They may be another program's. */
  readonly warnings: readonly string[];
}

/**
 * Looks for names that nothing reads.
 *
 * @param known the names of all settings.
 * @param environment full of other programs' variables.
 * @param file the variables of `.env`, which other programs may read as well.
 */
export function unknownNames(
  known: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string | undefined>>,
): NameProblems {
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const name of Object.keys(file).filter((each) => !known.includes(each))) {
    const meant = meantName(name, known);
    const problem = `${visibleText(name)}: there is no such setting (in .env); `;
    if (meant === undefined) warnings.push(`${problem}this server does not read it.`);
    else errors.push(`${problem}did you mean ${meant}?`);
  }
  const telling = known.filter((each) => each.length >= TELLING_LENGTH);
  for (const name of Object.keys(environment)) {
    if (name.length < TELLING_LENGTH || known.includes(name) || name in file) continue;
    const meant = meantName(name, telling);
    if (meant !== undefined) {
      errors.push(`${visibleText(name)}: there is no such setting; did you mean ${meant}?`);
    }
  }
  return { errors, warnings };
}

/** Which of the known names is meant by one that is none, in any case; undefined where that cannot be told. */
function meantName(name: string, known: readonly string[]): string | undefined {
  return known.find((each) => isMisspelt(name.toUpperCase(), each.toUpperCase()));
}

/** What to do about a name that is none. */
export function remedyFor(name: string, known: readonly string[]): string {
  const meant = meantName(name, known);
  return meant === undefined ? 'remove it.' : `did you mean ${meant}?`;
}

/** One letter is wrong, missing or too many, or in its neighbour's place. */
function isMisspelt(upper: string, known: string): boolean {
  if (distance(upper, known) <= 1) return true;
  const at = [...known].findIndex((letter, index) => letter !== upper[index]);
  const swapped =
    known.slice(0, at) + known.charAt(at + 1) + known.charAt(at) + known.slice(at + 2);
  return upper === swapped;
}
