import { duration } from '../../setting/duration.ts';
import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts';
import { basicDescription } from './openapi.ts';
import { StrictBasicStrategy } from './strategy.ts';
import { tour } from './tour.ts';
import { rememberVerified } from './verified.ts';

/** HTTP Basic (RFC 7617): username and password with every request. Nothing is issued or stored. */
export const basic = defineRoom({
  name: 'basic',
  settings: { BASIC_CACHE_LIFETIME: duration('1m') },
  migrations: [],
  obtain,
  lesson,
  tour,
  open(dependencies, { BASIC_CACHE_LIFETIME: lifetime }) {
    const { credentials } = dependencies;
    const check = credentials.check.bind(credentials);
    return {
      name: 'basic',
      credentials: { header: 'basic', isAmbient: true },
      strategy: new StrictBasicStrategy(rememberVerified(check, dependencies, lifetime)),
      challenge: 'Basic realm="api", charset="UTF-8"',
      openapi: basicDescription,
    };
  },
});
