import { tokenSite } from '../../../src/auth/token/site/index.ts';
import { replayDjango } from '../../oracle/replay.ts';
import { replay } from '../../support/wire.ts';

replay({
  site: tokenSite,
  step: '0.4',
  live: async ({ origin }) => {
    const { Authorization = '' } = await tokenSite.obtain(origin, 'root', 'toor');
    return { token: Authorization.slice('Token '.length) };
  },
  aloneOnly: ['token-other-scheme'],
});

replayDjango('token');
