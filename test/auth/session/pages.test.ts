import { describePages } from '../../site/reference/answers.ts';
import type { Example } from '../../site/reference/answers.ts';

const TOKEN = 'a'.repeat(32);

/** A form of ours: it sends the cookie back. */
const form = (fields: Record<string, string>) => (): Example => ({
  headers: { Cookie: `csrftoken=${TOKEN}` },
  body: new URLSearchParams({ csrfmiddlewaretoken: TOKEN, ...fields }),
});

const right = { username: 'root', password: 'toor' };
const wrong = { username: 'root', password: 'wrong' };

describePages({
  'GET /login/ 200': () => ({}),
  'POST /login/ 302': form(right),
  'POST /login/ 400': form(wrong),
  'POST /login/ 403': () => ({ body: new URLSearchParams(right) }),
  'POST /login/ 429': () => ({ ...form(wrong)(), isRepeated: true }),
  'GET /logout/ 200': () => ({}),
  'POST /logout/ 302': form({}),
  'POST /logout/ 403': () => ({ body: new URLSearchParams() }),
});
