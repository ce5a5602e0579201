import { duration } from '../../setting/scalars.ts';
import { defineScheme } from '../scheme.ts';
import { StrictBasicStrategy } from './strategy.ts';
import { rememberVerified } from './verified.ts';

/** HTTP Basic (RFC 7617): username and password with every request. Nothing is issued or stored. */
export const basic = defineScheme({
  name: 'basic',
  settings: { BASIC_CACHE_LIFETIME: duration('1m') },
  migrations: [],
  open(services, { BASIC_CACHE_LIFETIME: lifetime }) {
    const { credentials } = services;
    const check = credentials.check.bind(credentials);
    return {
      name: 'basic',
      credentials: { word: 'Basic', isAmbient: true },
      strategy: new StrictBasicStrategy(rememberVerified(check, services, lifetime)),
      challenge: 'Basic realm="api", charset="UTF-8"',
    };
  },
});
