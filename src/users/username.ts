const MAX_LENGTH = 150;

/** Python's `\w` and `@.+-`: the characters that Django lets a username have. */
const ALLOWED = /^[\p{L}\p{N}_@.+-]+$/u;

/**
 * The form in which a username is stored and looked up: NFKC, as in Django, so that two spellings
 * of what looks like one name are one name. Case counts.
 */
export function normalizeUsername(username: string): string {
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
