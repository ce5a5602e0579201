import { HttpError } from '../../http/http-error.ts';

/** The characters of a token, in Django's order. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const SECRET_LENGTH = 32;

/** What a person can do about it. */
const EXPLANATION =
  'The form did not come from a page of this server, or its page is out of date, or the browser ' +
  'keeps no cookies. Nothing was changed. Open the page again and send the form once more.';

/** 403 for a request that does not show that it is a page's of ours, with Django's reasons. */
export class CsrfFailed extends HttpError {
  constructor(reason: string) {
    super(403, `CSRF Failed: ${reason}`, { explanation: EXPLANATION });
  }
}

/**
 * The secret that a CSRF token stands for. Django writes the secret itself into the cookie since 4.1,
 * and masks it in pages (and in older cookies), so that answers that are compressed do not give it away:
 * 32 characters say how far each of the 32 after them was moved along the alphabet.
 *
 * @param source of the token, in Django's words.
 * @throws {CsrfFailed} for a text that is no token.
 */
export function secretOf(token: string, source: string): string {
  if (![SECRET_LENGTH, 2 * SECRET_LENGTH].includes(token.length)) {
    throw new CsrfFailed(`${source} has incorrect length.`);
  }
  if (!/^[A-Za-z0-9]*$/.test(token)) throw new CsrfFailed(`${source} has invalid characters.`);
  if (token.length === SECRET_LENGTH) return token;
  const { length } = ALPHABET;
  const unmask = (character: string, at: number): string => {
    const moved = ALPHABET.indexOf(character) - ALPHABET.indexOf(token.charAt(at));
    return ALPHABET.charAt((moved + length) % length);
  };
  return [...token.slice(SECRET_LENGTH)].map(unmask).join('');
}
