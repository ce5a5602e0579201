import { token } from '../../../src/auth/token/index.ts';
import { replay } from '../../support/wire.ts';

replay({
  room: token,
  step: '0.4',
  live: async ({ origin }) => {
    const { Authorization = '' } = await token.obtain(origin, 'root', 'toor');
    return { token: Authorization.slice('Token '.length) };
  },
  aloneOnly: ['token-other-scheme'],
});
