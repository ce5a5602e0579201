import { obtain } from './obtain.ts';
import { replay } from './replay.ts';
import './visitor.ts';

await replay('0.5', {
  live: async (origin) => {
    const { access = '', refresh = '' } = await obtain(`${origin}/api/token/`);
    const [header = '', payload = '', signature = ''] = access.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    return {
      access,
      refresh,
      'access-tampered': `${header}.${payload}.${other}${signature.slice(1)}`,
      'access-alg-none': `${btoa('{"alg":"none","typ":"JWT"}')}.${payload}.`,
    };
  },
});
