import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { StrictBasicStrategy } from './strategy.ts';
import { tour } from './tour.ts';

/** HTTP Basic (RFC 7617): username and password with every request. Nothing is issued or stored. */
export const basic = defineRoom({
  name: 'basic',
  step: '0.2',
  settings: {},
  migrations: [],
  obtain,
  tour,
  open({ credentials }) {
    return {
      name: 'basic',
      credentials: { header: 'basic' },
      strategy: new StrictBasicStrategy((username, password) =>
        credentials.check(username, password),
      ),
      challenge: 'Basic realm="api", charset="UTF-8"',
    };
  },
});
