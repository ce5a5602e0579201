import { adminPaths } from '../../../src/site/admin/openapi.ts';
import { schemeSites } from '../../../src/site/schemes.ts';
import { headersOf, letProgramIn } from '../admin/ask.ts';
import type { TestServer } from '../../support/server.ts';
import { describeAnswers, describePages, documentedAnswers } from './answers.ts';
import type { Example, Examples } from './answers.ts';

const PASSWORD = 'correct horse battery staple';

type MakeExample = (server: TestServer) => Promise<Example>;

/** A request about `bob`, who is no superuser, by a superuser unless somebody else is named. */
function about(fields?: Record<string, string>, by = 'root'): MakeExample {
  return async (server) => {
    await server.addUser('bob', 'toor');
    const headers = await headersOf(server, by);
    const body = fields && new URLSearchParams(fields);
    const parameters = { login: 'none', scheme: 'none', credential: '1' };
    return { headers, id: '2', parameters, ...(body && { body }) };
  };
}

/** The same about the superuser, who is the last one. */
function aboutThemselves(fields?: Record<string, string>): MakeExample {
  return async (server) => ({ ...(await about(fields)(server)), id: '1' });
}

/** The same about nobody. */
const aboutNobody: MakeExample = async (server) => ({ ...(await about()(server)), id: '3' });

const noSuchPage: MakeExample = async (server) => ({
  ...(await about()(server)),
  query: '?page=9',
});

/** A login of bob's. */
const aLogin: MakeExample = async (server) => {
  const example = await about()(server);
  for (const site of schemeSites) await site.obtain(server.origin, 'bob', 'toor');
  const headers = await headersOf(server, 'bob');
  const answer = await fetch(`${server.origin}/api/sessions/`, { headers });
  const [login] = (await answer.json()) as { id: string }[];
  return { ...example, parameters: { login: login?.id ?? '' } };
};

/** What bob has given to a program: his page links to where it is revoked. */
const aCredential: MakeExample = async (server) => {
  const example = await about()(server);
  await letProgramIn(server, 'bob', 'laptop');
  const page = await fetch(`${server.origin}/admin/users/2/`, { headers: example.headers ?? {} });
  const link = /\/credentials\/(\w+)\/(\d+)\/revoke\//.exec(await page.text()) ?? [];
  const [, scheme = '', credential = ''] = link;
  return { ...example, parameters: { scheme, credential } };
};

const wrong = { current_password: 'wrong', password: PASSWORD };
const right = { current_password: 'toor', password: PASSWORD };

function repeated(fields: Record<string, string>): MakeExample {
  return async (server) => ({ ...(await about(fields)(server)), isRepeated: true });
}

const END = '/admin/users/{id}/sessions/{login}/end/';
const REVOKE = '/admin/users/{id}/credentials/{scheme}/{credential}/revoke/';
const ACTIONS = ['deactivate', 'unmake-superuser', 'logout', 'delete'];
const CONFIRMED_ACTIONS = ['activate', 'make-superuser'];

const examples: Examples = {
  ...Object.fromEntries(
    documentedAnswers(adminPaths).flatMap(({ method, path, status }) => {
      const title = `${method} ${path} ${status}`;
      if (status === '403') return [[title, about(undefined, 'bob')]];
      return status === '404' ? [[title, aboutNobody]] : [];
    }),
  ),
  'GET /api/users/ 200': about(),
  'GET /api/users/ 404': noSuchPage,
  'POST /api/users/ 201': about({ ...right, username: 'carol' }),
  'POST /api/users/ 400': about({ username: 'root', password: 'short' }),
  'POST /api/users/ 429': repeated({ ...wrong, username: 'carol', is_superuser: 'true' }),
  'GET /api/users/{id}/ 200': about(),
  'PATCH /api/users/{id}/ 200': about(right),
  'PATCH /api/users/{id}/ 400': about(wrong),
  'PATCH /api/users/{id}/ 409': aboutThemselves({ is_active: 'false' }),
  'PATCH /api/users/{id}/ 429': repeated(wrong),
  'DELETE /api/users/{id}/ 204': about(),
  'DELETE /api/users/{id}/ 409': aboutThemselves(),
  'POST /api/users/{id}/logout/ 204': about(),
};

describeAnswers(adminPaths, examples);

const pages: Examples = {
  'GET /admin/ 200': about(),
  'GET /admin/ 404': noSuchPage,
  'GET /admin/users/new/ 200': about(),
  'POST /admin/users/new/ 302': about({ ...right, username: 'carol', email: '' }),
  'POST /admin/users/new/ 400': about({ username: 'root', email: '', password: 'short' }),
  'POST /admin/users/new/ 429': repeated({ ...wrong, username: 'carol' }),
  'GET /admin/users/{id}/ 200': about(),
  'GET /admin/users/{id}/email/ 200': about(),
  'POST /admin/users/{id}/email/ 302': about({ email: 'bob@example.com' }),
  'POST /admin/users/{id}/email/ 400': about({ email: 'nowhere' }),
  'GET /admin/users/{id}/password/ 200': about(),
  'POST /admin/users/{id}/password/ 302': about(right),
  'POST /admin/users/{id}/password/ 400': about({ ...right, password: 'short' }),
  'POST /admin/users/{id}/password/ 429': repeated(wrong),
  'POST /admin/users/{id}/deactivate/ 409': aboutThemselves(),
  'POST /admin/users/{id}/delete/ 409': aboutThemselves(),
  'POST /admin/users/{id}/unmake-superuser/ 409': aboutThemselves(),
  ...Object.fromEntries(
    ACTIONS.flatMap((name) => [
      [`GET /admin/users/{id}/${name}/ 200`, about()],
      [`POST /admin/users/{id}/${name}/ 302`, about()],
    ]),
  ),
  ...Object.fromEntries(
    CONFIRMED_ACTIONS.flatMap((name) => [
      [`GET /admin/users/{id}/${name}/ 200`, about()],
      [`POST /admin/users/{id}/${name}/ 302`, about({ current_password: 'toor' })],
      [`POST /admin/users/{id}/${name}/ 400`, about({ current_password: 'wrong' })],
      [`POST /admin/users/{id}/${name}/ 429`, repeated({ current_password: 'wrong' })],
    ]),
  ),
  [`GET ${END} 200`]: aLogin,
  [`GET ${END} 404`]: about(),
  [`POST ${END} 302`]: aLogin,
  [`POST ${END} 404`]: about(),
  [`GET ${REVOKE} 200`]: aCredential,
  [`GET ${REVOKE} 404`]: about(),
  [`POST ${REVOKE} 302`]: aCredential,
  [`POST ${REVOKE} 404`]: about(),
};

describePages(pages);

const everyPage = Object.keys(pages).map((title) => title.slice(0, title.lastIndexOf(' ')));

/** The same example for each of some pages, which all of them answer with the same status. */
function each(titles: readonly string[], status: number, example: MakeExample): Examples {
  return Object.fromEntries(titles.map((title) => [`${title} ${status}`, example]));
}

/** Nobody but superusers sees a page of them, or does anything by it. */
describePages(each(everyPage, 403, about(undefined, 'bob')));

/** A page about nobody is none. */
describePages(
  each(
    everyPage.filter((title) => title.includes('{id}')),
    404,
    aboutNobody,
  ),
);
