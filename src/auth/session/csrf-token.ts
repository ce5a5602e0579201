/** The characters of a token, in Django's order. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const SECRET_LENGTH = 32;

/** What is wrong with a text that should be a CSRF token, in Django's words; undefined for nothing. */
export function tokenProblem(text: string): string | undefined {
  const isLongEnough = [SECRET_LENGTH, 2 * SECRET_LENGTH].includes(text.length);
  if (!isLongEnough) return 'has incorrect length';
  return /^[A-Za-z0-9]*$/.test(text) ? undefined : 'has invalid characters';
}

/**
 * The secret that a CSRF token stands for. Django writes the secret itself into the cookie since 4.1,
 * and masks it in pages (and in older cookies), so that answers that are compressed do not give it away:
 * 32 characters say how far each of the 32 after them was moved along the alphabet.
 *
 * @param token without a {@link tokenProblem}.
 */
export function secretOf(token: string): string {
  if (token.length === SECRET_LENGTH) return token;
  const { length } = ALPHABET;
  const unmask = (character: string, at: number): string => {
    const moved = ALPHABET.indexOf(character) - ALPHABET.indexOf(token.charAt(at));
    return ALPHABET.charAt((moved + length) % length);
  };
  return [...token.slice(SECRET_LENGTH)].map(unmask).join('');
}
