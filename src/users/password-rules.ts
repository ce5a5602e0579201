import type * as LanguageCommon from '@zxcvbn-ts/language-common';
import { distance } from 'fastest-levenshtein';
import { lazyPackage } from '../packages.ts';

/** In characters. */
export const MIN_LENGTH = 8;

/** From this share of equal characters on, a password is "like" a name (Django's max_similarity). */
const MAX_SIMILARITY = 0.7;

/** In UTF-16 units: no username and no e-mail address that is taken is longer. */
const LONGEST_TEXT = 512;

/**
 * Why a text cannot be a password, which nobody may override; undefined when it can.
 *
 * Bytes that are not UTF-8 arrive here as U+FFFD, all alike: as part of a password they would let
 * others in that were never set.
 */
export function unusablePassword(password: string): string | undefined {
  if (password.trim() === '') return "Blank passwords aren't allowed.";
  if (!password.isWellFormed() || password.includes('\uFFFD')) {
    return 'The password is not valid UTF-8 text.';
  }
  return undefined;
}

/**
 * What is wrong with a new password, in Django's words. There are no composition rules: length and
 * a list of passwords that attackers try first are what helps (NIST SP 800-63B §3.1.1.2).
 *
 * @param password as typed.
 * @param about the user's username and e-mail address.
 * @returns sentences; empty when the password is fine.
 */
export function passwordProblems(
  password: string,
  about: { readonly username: string; readonly email: string },
): string[] {
  const problem = unusablePassword(password);
  if (problem !== undefined) return [problem];
  const problems: string[] = [];
  if (isLike(password, about.username)) {
    problems.push('The password is too similar to the username.');
  }
  if (isLike(password, about.email)) {
    problems.push('The password is too similar to the email address.');
  }
  if ([...password].length < MIN_LENGTH) {
    problems.push(`This password is too short. It must contain at least ${MIN_LENGTH} characters.`);
  }
  if (commonPasswords().has(password.toLowerCase())) problems.push('This password is too common.');
  return problems;
}

/** Passwords that attackers try first, in lower case. */
const commonPasswords = lazyPackage((require) => {
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof LanguageCommon;
  return new Set(dictionary['passwords-common'].map(String));
});

/**
 * Whether the password is close to the text, or to one of the words in it. What cannot be, by its
 * length alone, is not compared: that takes as long as one length times the other.
 */
function isLike(password: string, text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  const given = password.toLowerCase();
  const whole = text.toLowerCase();
  return [whole, ...whole.split(/[^\p{L}\p{N}]+/u)].some((part) => {
    const longest = Math.max(given.length, part.length);
    const most = longest * (1 - MAX_SIMILARITY);
    if (part.length < 3 || Math.abs(given.length - part.length) > most) return false;
    return distance(given, part) <= most;
  });
}
