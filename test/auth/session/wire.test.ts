import { sessionSite } from '../../../src/auth/session/site/index.ts';
import { replayDjango } from '../../oracle/replay.ts';
import { replay } from '../../support/wire.ts';

replay({
  site: sessionSite,
  step: '0.3',
  live: async ({ origin }) => {
    const { Cookie = '', 'X-CSRFToken': csrf = '' } = await sessionSite.obtain(
      origin,
      'root',
      'toor',
    );
    return { session: /sessionid=([^;]+)/.exec(Cookie)?.[1] ?? '', csrf };
  },
  differs: ({ id }) =>
    // Django 4's words.
    id === 'session-post-wrong-csrf'
      ? {
          body: {
            detail:
              "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.",
          },
        }
      : {},
});

replayDjango('session');
