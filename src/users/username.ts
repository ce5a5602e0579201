const MAX_LENGTH = 150;

/** In UTF-16 units: no way to write a name of {@link MAX_LENGTH} is longer. */
export const LONGEST_SPELLING = 2000;

/**
 * No letter of any script carries so many marks (UAX #15 §13: a text is "stream-safe" with at most 30
 * in a row). The halfwidth marks of Katakana are letters until they are normalised.
 */
const TOO_MANY_MARKS = /[\p{M}\uFF9E\uFF9F]{31}/u;

/** Python's `\w` and `@.+-`: the characters that Django lets a username have. */
const ALLOWED = /^[\p{L}\p{N}_@.+-]+$/u;

/**
 * The form in which a username is stored and looked up: NFKC, as in Django, so that two spellings
 * of what looks like one name are one name. Case counts.
 *
 * What is no name by its length, or by its marks, stays as it is. Putting marks in order takes the
 * square of their number: seconds for a body full of them, and nobody else is served meanwhile.
 */
export function normalizeUsername(username: string): string {
  if (username.length > LONGEST_SPELLING || TOO_MANY_MARKS.test(username)) return username;
  return username.normalize('NFKC');
}

/**
 * What is wrong with a new username, in Django's words.
 *
 * @param username already normalised.
 * @returns sentences; empty when the name is fine.
 */
export function usernameProblems(username: string): string[] {
  if (username === '') return ['This field cannot be blank.'];
  const problems: string[] = [];
  if (!ALLOWED.test(username)) {
    problems.push(
      'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
    );
  }
  const length = [...username].length;
  if (length > MAX_LENGTH) {
    problems.push(`Ensure this value has at most ${MAX_LENGTH} characters (it has ${length}).`);
  }
  return problems;
}
