import { HttpError } from '../http/http-error.ts';

/**
 * Credentials were presented and are no good. The guard turns it into a 401 that carries the
 * challenges of the open schemes (RFC 9110 §15.5.2), or a 403 where no scheme has one.
 */
export class AuthenticationFailed extends HttpError {
  /** What the scheme's challenge says besides. */
  readonly parameters: string | undefined;

  /**
   * @param answer a sentence for `detail`, or the whole body.
   * @param parameters of the challenge, as RFC 9110 §11.2 writes them: `error="invalid_token"`.
   */
  constructor(answer: string | object, parameters?: string) {
    super(401, answer);
    this.parameters = parameters;
  }
}
