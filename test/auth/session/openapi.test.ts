import { sessionPaths } from '../../../src/auth/session/site/openapi.ts';
import { describeAnswers } from '../../site/reference/answers.ts';
import type { Example } from '../../site/reference/answers.ts';

const TOKEN = 'a'.repeat(32);

/** What a page's script sends. */
const script =
  (data: object, token = TOKEN) =>
  (): Example => ({
    headers: {
      Cookie: `csrftoken=${TOKEN}`,
      'X-CSRFToken': token,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(data),
  });

const right = { username: 'root', password: 'toor' };

describeAnswers(sessionPaths, {
  'GET /login/ 200': () => ({ query: '?format=json' }),
  'POST /login/ 200': script(right),
  'POST /login/ 400': script({}),
  'POST /login/ 403': script(right, ''),
  'POST /login/ 429': () => ({ ...script({ ...right, password: 'x' })(), isRepeated: true }),
  'POST /logout/ 204': script({}),
  'POST /logout/ 403': script({}, ''),
});
