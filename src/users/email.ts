const MAX_LENGTH = 254;

/** A dot-atom (RFC 5322 §3.2.3). Django also takes quoted local parts; no mailbox in use has one. */
const LOCAL_PART = /^[-!#$%&'*+/=?^_`{|}~0-9A-Z]+(?:\.[-!#$%&'*+/=?^_`{|}~0-9A-Z]+)*$/i;

/** Labels of letters, digits and inner hyphens, two of them at least; international ones too. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}(?<!-)$/u;

/**
 * The form in which an e-mail address is stored: the domain in lower case, as in Django. What
 * stands before the `@` is for the receiving host alone to read (RFC 5321 §2.4).
 */
export function normalizeEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase();
}

/**
 * What is wrong with an e-mail address, in Django's words.
 *
 * @param email may be blank: users need none.
 * @returns sentences; empty when the address is fine.
 */
export function emailProblems(email: string): string[] {
  if (email === '') return [];
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const problems: string[] = [];
  const isLocalPart = LOCAL_PART.test(email.slice(0, Math.max(0, at)));
  if (!isLocalPart || (domain !== 'localhost' && !DOMAIN.test(domain))) {
    problems.push('Enter a valid email address.');
  }
  const length = [...email].length;
  if (length > MAX_LENGTH) {
    problems.push(`Ensure this value has at most ${MAX_LENGTH} characters (it has ${length}).`);
  }
  return problems;
}
