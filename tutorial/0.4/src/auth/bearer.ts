import type { Request } from 'express';
import { Strategy } from 'passport-http-bearer';

/**
 * Takes a credential from the Authorization header alone, whatever its scheme is called there.
 * passport-http-bearer would take it from the query string and the body as well, which end up in
 * logs, and knows the word `Bearer` alone. So it gets a request with that header and that word.
 */
export class HeaderBearerStrategy extends Strategy<never> {
  constructor(verify: (credential: string) => Express.User | undefined) {
    super((credential, done) => {
      try {
        done(null, verify(credential));
      } catch (error) {
        done(error);
      }
    });
  }

  override authenticate(request: Request): void {
    const [, credential = ''] = request.get('Authorization')?.split(' ') ?? [];
    super.authenticate({ headers: { authorization: `Bearer ${credential}` } } as Request);
  }
}
