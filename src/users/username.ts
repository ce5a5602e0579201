const MAX_LENGTH = 150;

/** In UTF-16 units: no way to write a name of {@link MAX_LENGTH} is longer. */
const LONGEST_SPELLING = 2000;

/** Python's `\w` and `@.+-`: the characters that Django lets a username have. */
const ALLOWED = /^[\p{L}\p{N}_@.+-]+$/u;

/**
 * The form in which a username is stored and looked up: NFKC, as in Django, so that two spellings
 * of what looks like one name are one name. Case counts.
 *
 * What is too long for any name stays as it is. Putting its marks in order takes the square of their
 * number: seconds for a body full of them, and nobody else is served meanwhile.
 */
export function normalizeUsername(username: string): string {
  return username.length > LONGEST_SPELLING ? username : username.normalize('NFKC');
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
