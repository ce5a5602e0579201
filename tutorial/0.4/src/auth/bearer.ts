import type { Request } from 'express';
import { Strategy } from 'passport-http-bearer';

/**
 * For credentials that work for whoever bears them. passport-http-bearer would look for them in the
 * query string and the body as well, where logs and histories leak them, and knows one word alone.
 * So it is shown a request that is nothing but the header, and has that word.
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
