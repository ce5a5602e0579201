import { distance } from 'fastest-levenshtein';

/**
 * A name that nothing reads is a setting that somebody believes in.
 *
 * @param known the names of all settings.
 * @param environment full of other programs' variables, so that only a near miss is surely ours.
 * @param file the variables of `.env`, all of them meant for us.
 * @returns a line for each, with its remedy.
 */
export function* unknownNames(
  known: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string | undefined>>,
): Generator<string> {
  for (const name of Object.keys(file)) {
    if (known.includes(name)) continue;
    const meant = known.find((each) => distance(name, each) <= 2);
    const remedy = meant === undefined ? 'remove it' : `did you mean ${meant}?`;
    yield `${name}: there is no such setting (in .env); ${remedy}`;
  }
  for (const name of Object.keys(environment)) {
    if (name.length < 8 || known.includes(name) || name in file) continue;
    const meant = known.find((each) => each.length >= 8 && distance(name, each) <= 2);
    if (meant !== undefined) yield `${name}: there is no such setting; did you mean ${meant}?`;
  }
}
