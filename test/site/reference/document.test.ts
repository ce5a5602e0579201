import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { accountPaths } from '../../../src/site/account/openapi.ts';
import { createApp } from '../../../src/app.ts';
import { openSchemes } from '../../../src/auth/open-schemes.ts';
import { createAuthentication } from '../../../src/authentication.ts';
import { schemeSites } from '../../../src/site/schemes.ts';
import type { Document, Paths } from '../../../src/site/reference/types.ts';
import { documentPaths } from '../../../src/site/reference/document.ts';
import { serverPaths } from '../../../src/site/reference/server-paths.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { checkAnswer, describeAnswers, describePages, documentedAnswers } from './answers.ts';
import type { Example } from './answers.ts';

const NEW_PASSWORD = 'correct horse battery staple';
const HTML = { Accept: 'text/html' };

async function documentOf({ origin }: TestServer): Promise<Document> {
  return (await (await fetch(`${origin}/openapi.json`)).json()) as Document;
}

/** Headers of the user, by whichever scheme comes first. */
async function root({ origin }: TestServer): Promise<Record<string, string>> {
  return (await schemeSites.at(0)?.obtain(origin, 'root', 'toor')) ?? {};
}

/** Logs in by every scheme, and gives the id of one of the logins. */
async function someLogin(server: TestServer): Promise<Example> {
  for (const site of schemeSites) await site.obtain(server.origin, 'root', 'toor');
  const headers = await root(server);
  const answer = await fetch(`${server.origin}/api/sessions/`, { headers });
  const [login] = (await answer.json()) as { id: string }[];
  return { headers, id: login?.id ?? '' };
}

async function passwords(
  server: TestServer,
  current = 'toor',
  next = NEW_PASSWORD,
): Promise<Example> {
  const body = new URLSearchParams({ current_password: current, new_password: next });
  return { headers: await root(server), body };
}

async function asRoot(server: TestServer): Promise<Example> {
  return { headers: await root(server) };
}

const noSuch = async (server: TestServer): Promise<Example> => ({
  ...(await asRoot(server)),
  id: 'none',
});

describeAnswers(
  { ...serverPaths, ...documentPaths, ...accountPaths },
  {
    'GET / 200': () => ({}),
    'GET /home/ 200': asRoot,
    'POST /home/ 200': async (server) => ({
      ...(await asRoot(server)),
      body: new URLSearchParams({ a: '1' }),
    }),
    'POST /home/ 400': async (server) => ({
      headers: { ...(await root(server)), 'Content-Type': 'application/json' },
      body: '{',
    }),
    'POST /home/ 415': async (server) => ({ ...(await asRoot(server)), body: 'plain text' }),
    'GET /healthz 200': () => ({}),
    'GET /readyz 200': () => ({}),
    'GET /readyz 503': ({ dependencies }) => {
      dependencies.database.ping = () => Promise.reject(new Error('gone'));
      return {};
    },
    'GET /openapi.json 200': () => ({}),
    'POST /api/password/ 204': passwords,
    'POST /api/password/ 400': (server) => passwords(server, 'toor', 'short'),
    'POST /api/password/ 429': async (server) => ({
      ...(await passwords(server, 'wrong')),
      isRepeated: true,
    }),
    'GET /api/sessions/ 200': someLogin,
    'DELETE /api/sessions/{id}/ 204': someLogin,
    'DELETE /api/sessions/{id}/ 404': noSuch,
    'POST /logout/all/ 204': asRoot,
  },
);

describePages({
  'GET /docs/ 200': () => ({}),
  'GET /logout/all/ 200': asRoot,
  'POST /logout/all/ 302': async (server) => ({ headers: { ...(await root(server)), ...HTML } }),
  'GET /account/ 200': asRoot,
  'GET /account/password/ 200': asRoot,
  'POST /account/password/ 302': passwords,
  'POST /account/password/ 400': (server) => passwords(server, 'toor', 'short'),
  'POST /account/password/ 429': async (server) => ({
    ...(await passwords(server, 'wrong')),
    isRepeated: true,
  }),
  'GET /account/password/changed/ 200': asRoot,
  'GET /account/sessions/{id}/end/ 200': someLogin,
  'GET /account/sessions/{id}/end/ 404': noSuch,
  'POST /account/sessions/{id}/end/ 302': someLogin,
  'POST /account/sessions/{id}/end/ 404': noSuch,
});

describe('the document', () => {
  it('is OpenAPI 3.1', async () => {
    const document = await documentOf(await startServer());
    const validator = new Validator();
    const result = await validator.validate({ ...document });
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('says how to authenticate, by the open schemes alone', async () => {
    const names = schemeSites.map(({ name }) => name);
    const all = await documentOf(await startServer());
    expect(Object.keys(all.components.securitySchemes)).toEqual(names);
    expect(all.security).toEqual(names.map((name) => ({ [name]: [] })));

    const [only = ''] = names;
    const one = await documentOf(await startServer({ AUTH_SCHEMES: only }));
    expect(Object.keys(one.components.securitySchemes)).toEqual([only]);
    const tags = documentedAnswers(one.paths).length;
    expect(tags).toBeLessThan(documentedAnswers(all.paths).length);
  });

  it('is true of who has no credentials', async () => {
    const server = await startServer();
    const paths = inline(await documentOf(server));
    const guarded = documentedAnswers(paths).filter(
      ({ isPublic, status }) => !isPublic && status === '401',
    );
    expect(guarded.length).toBeGreaterThan(10);
    for (const { method, path, answer } of guarded) {
      const given = await fetch(`${server.origin}${path.replace(/\{\w+\}/g, '1')}`, { method });
      expect.soft(given.status, `${method} ${path}`).toBe(401);
      await checkAnswer(given, answer);
    }
  });

  it('has every route but the pages, every method of it, and no other', async () => {
    const server = await startServer();
    const headers = await root(server);
    const routes: string[] = [];
    for (const path of routePaths(server)) {
      const address = `${server.origin}${path.replaceAll(/:\w+/g, '1')}`;
      const answer = await fetch(address, { method: 'OPTIONS', headers });
      const allowed = (answer.headers.get('allow') ?? '').split(', ');
      const methods = allowed.filter((method) => !['HEAD', 'OPTIONS'].includes(method));
      expect(methods, path).not.toEqual([]);
      routes.push(...methods.map((method) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`));
    }
    const { paths } = await documentOf(server);
    const documented = documentedAnswers(paths).map(
      ({ method, path }) => `${method} ${path.replace(/(?<=.)\/$/, '')}`,
    );
    const isPage = (route: string): boolean => PAGE.test(route) && !documented.includes(route);
    expect(routes.filter((route) => !isPage(route)).sort()).toEqual(
      [...new Set(documented)].sort(),
    );
  });
});

/** What people use, and no program. */
const PAGE = /^\w+ \/(?:account|admin|docs|live|login|logout|schemes)(?:\/|$)/;

/** The paths with the schemas where they are used. */
function inline({ paths, components }: Document): Paths {
  const text = JSON.stringify(paths, (_, value: unknown) => {
    const [, name = ''] = /^#\/components\/schemas\/(.+)$/.exec(reference(value)) ?? [];
    return components.schemas[name] ?? value;
  });
  return JSON.parse(text) as Paths;
}

function reference(value: unknown): string {
  const isReference = typeof value === 'object' && value !== null && '$ref' in value;
  return isReference ? String(value.$ref) : '';
}

/** Of Express's router, as much as tells where its routes are. */
interface Layer {
  readonly route?: { readonly path: string };
  /** Whether it is mounted at the root. */
  readonly slash: boolean;
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** The paths of all routes of the app; files below `/static/` are none. */
function routePaths({ dependencies }: TestServer): string[] {
  const schemes = openSchemes(dependencies, dependencies.config);
  const { routes } = createAuthentication(dependencies, schemes);
  // Express does not tell what an app within an app has.
  const apps = [createApp(dependencies), routes] as unknown as { router: { stack: Layer[] } }[];
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, slash, handle }) => {
      if (route !== undefined) return [route.path];
      return slash ? walk(handle.stack ?? []) : [];
    });
  return apps.flatMap(({ router }) => walk(router.stack));
}
