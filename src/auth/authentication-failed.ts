import { HttpError } from '../http/errors.ts';

/**
 * Credentials were presented and are no good. The guard turns it into a 401 that carries the
 * challenges of the open schemes (RFC 9110 §15.5.2), or a 403 where no scheme has one.
 */
export class AuthenticationFailed extends HttpError {
  /** The challenge to answer with in place of the scheme's usual one. */
  readonly challenge: string | undefined;

  /**
   * @param answer a sentence for `detail`, or the whole body.
   * @param challenge as RFC 9110 §11.6.1 writes one, such as `Bearer error="invalid_token"`.
   */
  constructor(answer: string | object, challenge?: string) {
    super(401, answer);
    this.challenge = challenge;
  }
}
