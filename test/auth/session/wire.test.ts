import { session } from '../../../src/auth/session/index.ts';
import { replay } from '../../support/wire.ts';

replay({
  room: session,
  step: '0.3',
  live: async ({ origin }) => {
    const { Cookie = '', 'X-CSRFToken': csrf = '' } = await session.obtain(origin, 'root', 'toor');
    return { session: /sessionid=([^;]+)/.exec(Cookie)?.[1] ?? '', csrf };
  },
  differs: ({ id }) =>
    // Django 4's words.
    id === 'session-post-wrong-csrf'
      ? {
          body: {
            detail: "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.",
          },
        }
      : {},
});
