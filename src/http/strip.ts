/**
 * A text without the characters that are blank at both ends. One at a time: an expression for the end would try
 * each of a long row of blanks anew.
 *
 * @param blank matches one such character.
 */
export function strip(text: string, blank: RegExp): string {
  let [start, end] = [0, text.length];
  while (start < end && blank.test(text.charAt(start))) start += 1;
  while (end > start && blank.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
