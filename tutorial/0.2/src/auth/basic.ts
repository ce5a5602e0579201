import type { Request } from 'express';
import { BasicStrategy } from 'passport-http';
import { checkCredentials } from '../users.ts';
import type { Scheme } from './guard.ts';

/** HTTP Basic (RFC 7617): username and password with every request. */
export const basic: Scheme = {
  name: 'basic',
  word: 'basic',
  challenge: 'Basic realm="api"',
  refusals: {
    none: 'Invalid basic header. No credentials provided.',
    several: 'Invalid basic header. Credentials string should not contain spaces.',
    wrong: 'Invalid username/password.',
  },
  strategy: new BasicStrategy(
    { passReqToCallback: true },
    (request: Request, username, _cutPassword, done) => {
      // The library ends the password at its first colon, and `root:toor:anything` would log in.
      const encoded = request.get('Authorization')?.split(' ')[1] ?? '';
      const decoded = Buffer.from(encoded, 'base64').toString();
      const password = decoded.slice(username.length + 1);
      checkCredentials(username, password).then((user) => {
        done(null, user);
      }, done);
    },
  ),
};
