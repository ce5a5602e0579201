import { duration } from '../../setting/duration.ts'; // main
import type { CredentialsCheck } from '../../users/credentials.ts';
import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts'; // main
import { basicDescription } from './openapi.ts'; // main
import { StrictBasicStrategy } from './strategy.ts';
import { tour } from './tour.ts'; // main
import { rememberVerified } from './verified.ts'; // main

const settings = {
  BASIC_CACHE_LIFETIME: duration('1m'), // main
};

/** HTTP Basic (RFC 7617): username and password with every request. Nothing is issued or stored. */
export const basic = defineRoom({
  name: 'basic',
  step: '0.2',
  settings,
  migrations: [],
  obtain,
  lesson, // main
  tour, // main
  open(dependencies, checked) {
    const { credentials } = dependencies;
    let check: CredentialsCheck['check'] = credentials.check.bind(credentials);
    check = rememberVerified(check, dependencies, checked.BASIC_CACHE_LIFETIME); // main
    return {
      name: 'basic',
      credentials: { header: 'basic' },
      strategy: new StrictBasicStrategy(check),
      challenge: 'Basic realm="api", charset="UTF-8"',
      openapi: basicDescription, // main
    };
  },
});
