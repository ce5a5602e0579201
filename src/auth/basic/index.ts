import { duration } from '../../setting/duration.ts';
import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts';
import { basicDescription } from './openapi.ts';
import { StrictBasicStrategy } from './strategy.ts';
import { tour } from './tour.ts';
import { rememberVerified } from './verified.ts';

const settings = {
  BASIC_CACHE_LIFETIME: duration('1m'),
};

/** HTTP Basic (RFC 7617): username and password with every request. Nothing is issued or stored. */
export const basic = defineRoom({
  name: 'basic',
  settings,
  migrations: [],
  obtain,
  lesson,
  tour,
  open(dependencies, checked) {
    const { credentials } = dependencies;
    const check = rememberVerified(
      credentials.check.bind(credentials),
      dependencies,
      checked.BASIC_CACHE_LIFETIME,
    );
    return {
      name: 'basic',
      credentials: { header: 'basic', isAmbient: true },
      strategy: new StrictBasicStrategy(check),
      challenge: 'Basic realm="api", charset="UTF-8"',
      openapi: basicDescription,
    };
  },
});
