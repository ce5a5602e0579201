/**
 * Adds parameters to a challenge (RFC 9110 §11.3): the first follows the scheme's name after a space, and
 * each other one after a comma.
 *
 * @param parameters such as `error="invalid_token"`.
 */
export function withParameters(challenge: string, parameters: string): string {
  return `${challenge}${challenge.includes(' ') ? ', ' : ' '}${parameters}`;
}
