import express, { Router } from 'express';
import { Strategy } from 'passport';
import { describe, expect, it, onTestFinished } from 'vitest';
import { send } from '../../src/site/demo/tour/request.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { defineScheme, openAuthentication, schemes } from '../../src/index.ts';
import type { Settings } from '../../src/index.ts';
import { followLinks } from '../support/follow-links.ts';
import { open, serve, shop } from './embed.ts';

const ROOT = `Basic ${Buffer.from('root:toor').toString('base64')}`;
const BROWSER = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };

describe('routes below a path', () => {
  it.each(schemeSites)('let in by $name, before routes of the app', async ({ name, obtain }) => {
    const { origin, base } = await shop();
    const headers = await obtain(base, 'root', 'toor');
    const answer = await fetch(`${origin}/orders/`, { headers });
    expect(await answer.json()).toEqual({ user: 'root', scheme: name });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${origin}/orders/`, { headers: {} })).status).toBe(401);
  });

  it('lead people to the login from routes of the app, and back', async () => {
    const { origin } = await shop();
    const away = await send(origin, { path: '/orders/?page=2', headers: BROWSER }, {});
    expect(away.status).toBe(302);
    const location = '/auth/login/?next=%2Forders%2F%3Fpage%3D2';
    expect(away.headers).toContainEqual(['Location', location]);
    const login = await fetch(`${origin}${location}`, { headers: BROWSER });
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = await login.text();
    expect(page).toContain('action="/auth/login/"');
    const done = await fetch(`${origin}/auth/login/`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: cookie },
      body: new URLSearchParams({
        username: 'root',
        password: 'toor',
        next: '/orders/?page=2',
        csrfmiddlewaretoken: cookie.split('=')[1] ?? '',
      }),
    });
    expect(done.headers.get('location')).toBe('/orders/?page=2');
  });

  it('lead to themselves alone, and to where people go after a login', async () => {
    const { origin, base } = await shop({ LOGIN_REDIRECT_URL: '/orders/' });
    const session = schemeSites.find(({ name }) => name === 'session');
    const headers = { ...BROWSER, ...(await session?.obtain(base, 'root', 'toor')) };
    const start = ['/auth/account/', '/auth/admin/', '/auth/docs/', '/auth/login/'];
    const seen = await followLinks(origin, headers, start, /^\/(?:auth|orders)\//);
    expect(seen).toEqual(
      expect.arrayContaining(['/auth/account/password/', '/auth/admin/users/1/', '/orders/']),
    );
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as { servers: unknown };
    expect(document.servers).toEqual([{ url: '/auth' }]);
  });

  it('may be in an app within an app', async () => {
    const auth = await open({ TRUST_PROXY: 'loopback' });
    const inner = express().use('/auth', auth.routes);
    const app = express().use('/app', inner);
    app.get('/ip', auth.required, (request, response) => {
      response.json([request.ip, request.secure]);
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const page = await (await fetch(`${origin}/app/auth/login/`)).text();
    expect(page).toContain('action="/app/auth/login/"');
    const forwarded = { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https' };
    const answer = await fetch(`${origin}/ip`, { headers: { Authorization: ROOT, ...forwarded } });
    expect(await answer.json()).toEqual(['192.0.2.1', true]);
  });

  it('are refused on a Router, which does not tell where it is', async () => {
    const auth = await open();
    const app = express().use('/:tenant', Router().use('/auth', auth.routes)).use(auth.errors);
    expect((await fetch(`${await serve(app)}/x/auth/login/`)).status).toBe(500);
  });

  it('may be left out in part', async () => {
    const { base } = await shop({ pages: ['account'] });
    const ask = async (path: string): Promise<number> =>
      (await fetch(`${base}${path}`, { headers: { Authorization: ROOT } })).status;
    expect([await ask('/account/'), await ask('/admin/'), await ask('/docs/')]).toEqual([
      200, 404, 404,
    ]);
  });

  it.each([
    [undefined, ['/openapi.json', '/api/password/', '/api/users/', '/api/tokens/']],
    [
      ['account', 'docs'],
      ['/openapi.json', '/api/password/', '/api/tokens/'],
    ],
    [
      ['admin', 'docs'],
      ['/openapi.json', '/api/users/'],
    ],
  ] as const)('describe what is mounted, and no more: %j', async (pages, some) => {
    const { base } = await shop(pages && { pages });
    const { paths } = (await (await fetch(`${base}/openapi.json`)).json()) as { paths: object };
    const described = Object.keys(paths);
    expect(described).toEqual(expect.arrayContaining([...some]));
    const all = [
      '/api/password/',
      '/api/users/',
      '/api/tokens/',
      '/',
      '/home/',
      '/healthz',
      '/readyz',
    ];
    const absent = all.filter((path) => !some.some((each) => each === path));
    expect(described.filter((path) => absent.includes(path))).toEqual([]);
    for (const path of described) {
      const headers = { Authorization: ROOT };
      const address = base + path.replaceAll(/\{\w+\}/g, '1');
      expect((await fetch(address, { method: 'OPTIONS', headers })).status, path).toBe(204);
    }
  });

  it('answer to what they do not have, unless the app may have it', async () => {
    const { base } = await shop();
    const missing = await fetch(`${base}/nowhere/`);
    expect([missing.status, await missing.json()]).toEqual([404, { detail: 'Not found.' }]);
    const page = await fetch(`${base}/nowhere/`, { headers: BROWSER });
    expect(await page.text()).toContain('<h1>404 Not Found</h1>');

    const auth = await open();
    const app = express().use(auth.routes);
    app.get('/orders/', (_request, response) => {
      response.json([]);
    });
    expect((await fetch(`${await serve(app)}/orders/`)).status).toBe(200);
  });

  it.each([
    [{ pages: ['nope'] }, 'pages: is a list of groups, of which there are account, admin, docs.'],
    [{ pages: 'account' }, 'pages: is a list of groups, of which there are account, admin, docs.'],
    [{ links: [{ label: 'Orders', path: 'orders/' }] }, 'links: is a list such as [{ label:'],
    [{ links: [{ text: 'Orders' }] }, 'links: is a list such as [{ label:'],
    [{ log: {} }, 'log: is a logger of pino'],
    [{ schemes: 'apikey' }, 'schemes: is a list of definitions'],
    [{ schemes: [] }, 'schemes: is a list of definitions'],
    [{ schemes: [{ name: 'apikey', settings: {} }] }, 'schemes: is a list of definitions'],
  ])('are refused with options that mean nothing: %j', async (options, message) => {
    await expect(openAuthentication(options as object as Settings)).rejects.toThrow(message);
  });

  it('are refused with two schemes of one name', async () => {
    const twice = { schemes: [...schemes, ...schemes] };
    await expect(openAuthentication(twice)).rejects.toThrow('each with a name of its own');
  });

  it('show the links of the app at the top of each page', async () => {
    const links = [
      { label: 'Orders', path: '/orders/', isElsewhere: true },
      { label: 'Sign in', path: '/login/' },
    ];
    const { base } = await shop({ links });
    const page = await (await fetch(`${base}/login/`)).text();
    expect(page).toContain('<a href="/orders/">Orders</a>');
    expect(page).toContain('<a href="/auth/login/" aria-current="page">Sign in</a>');
  });

  it('may stand behind the guards that lead to them', async () => {
    const auth = await open();
    const app = express();
    app.get('/orders/', auth.required, (request, response) => {
      response.json(request.user?.username);
    });
    const origin = await serve(app.use('/auth', auth.routes).use(auth.errors));
    const away = await send(origin, { path: '/orders/', headers: BROWSER }, {});
    expect(away.headers).toContainEqual(['Location', '/auth/login/?next=%2Forders%2F']);
    const answer = await fetch(`${origin}/orders/`, { headers: { Authorization: ROOT } });
    expect(await answer.json()).toBe('root');
  });

  it('cannot be mounted twice, nor below a pattern', async () => {
    const auth = await open();
    const app = express();
    expect(() => app.use('/:tenant', auth.routes)).toThrow('below a pattern');
    app.use('/auth', auth.routes);
    expect(() => app.use('/other', auth.routes)).toThrow('mounted twice');
  });
});

describe('what a rule lets through', () => {
  it('is what it says, and 403 for others who are somebody', async () => {
    const auth = await open();
    await auth.users.create({ username: 'bob', email: '', password: 'toor' });
    const app = express();
    app.get('/super', auth.require({ superuser: true }), (_request, response) => {
      response.json({});
    });
    const where = (user: { username: string }): boolean => user.username === 'bob';
    app.get('/bob', auth.require({ where }), (_request, response) => {
      response.json({});
    });
    app.get('/token', auth.require({ schemes: ['token'] }), (_request, response) => {
      response.json({});
    });
    app.get('/anybody', auth.optional, (request, response) => {
      response.json({ user: request.user?.username ?? null });
    });
    app.use('/auth', auth.routes).use(auth.errors);
    const origin = await serve(app);
    const ask = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(`${origin}${path}`, { headers })).status;
    const bob = { Authorization: `Basic ${Buffer.from('bob:toor').toString('base64')}` };
    const root = { Authorization: ROOT };
    expect([await ask('/super', root), await ask('/super', bob), await ask('/super', {})]).toEqual([
      200, 403, 401,
    ]);
    expect([await ask('/bob', root), await ask('/bob', bob)]).toEqual([403, 200]);
    const obtain = async (scheme: string): Promise<Record<string, string>> => {
      const site = schemeSites.find(({ name }) => name === scheme);
      return (await site?.obtain(`${origin}/auth`, 'root', 'toor')) ?? {};
    };
    const token = await obtain('token');
    expect([await ask('/token', token), await ask('/token', root)]).toEqual([200, 401]);
    expect(await (await fetch(`${origin}/anybody`)).json()).toEqual({ user: null });
    expect(await (await fetch(`${origin}/anybody`, { headers: root })).json()).toEqual({
      user: 'root',
    });
  });

  it.each([
    [{ schemes: ['saml'] }, "the scheme 'saml' is not open"],
    [{ schemes: [] }, 'schemes: names one at least'],
    [{ schemes: 'token' }, 'schemes: is a list of names'],
    [{ schemes: [undefined] }, 'schemes: is a list of names'],
    [
      { superUser: true },
      "there is no rule 'superUser'; they are schemes, scope, superuser, where",
    ],
    [{ superuser: undefined }, 'superuser: is true or false'],
    [{ superuser: 'no' }, 'superuser: is true or false'],
    [{ scope: null }, 'scope: is text'],
    [{ scope: '"' }, 'no scope: "'],
    [{ where: undefined }, 'where: is a function'],
    [undefined, 'a rule is an object'],
    ['superuser', 'a rule is an object'],
    // What was not waited for, and a map, name nothing.
    [Promise.resolve({ superuser: true }), 'a rule is a plain object, such as { superuser: true }'],
    [new Map([['superuser', true]]), 'a rule is a plain object, such as { superuser: true }'],
    [
      JSON.parse(JSON.stringify({ where: () => false })),
      'a rule names something; auth.required lets in whoever is somebody',
    ],
  ])('refuses the rule %j at once', async (rule, problem) => {
    const auth = await open();
    expect(() => auth.require(rule as object)).toThrow(new TypeError(problem));
  });
});

describe('opening', () => {
  it.each([
    [{ SECRET_KEI: 'x' }, 'SECRET_KEI: there is no such setting; did you mean SECRET_KEY?'],
    [{ secret_key: 'x' }, 'secret_key: there is no such setting; did you mean SECRET_KEY?'],
    [{ page: [] }, 'page: there is no such setting; did you mean pages?'],
    [{ COLOUR: 'x' }, 'COLOUR: there is no such setting; remove it.'],
    [{ BCRYPT_COST: 99 }, 'BCRYPT_COST:'],
    [{ AUTH_SCHEMES: 'saml' }, 'AUTH_SCHEMES:'],
    [
      { SECRET_KEY: (): string => process.env.SECRET_KEY_OF_THE_APP ?? '' },
      'SECRET_KEY: is neither text nor a number, true or false; write several as one text, with commas between.',
    ],
    [
      { SECRET_KEY: new Error('SECRET_KEY is not set, so that the app cannot start') },
      'SECRET_KEY:',
    ],
    [{ ALLOWED_HOSTS: ['example.com'] }, 'ALLOWED_HOSTS: is neither text'],
    [{ JWT_AUDIENCE: null }, 'JWT_AUDIENCE: is neither text'],
  ])('with %o says what is wrong', async (settings, problem) => {
    await expect(open(settings as Settings)).rejects.toThrow(problem);
  });

  it.each([
    ['', "Blank passwords aren't allowed."],
    ['  ', "Blank passwords aren't allowed."],
    ['\uD800', 'The password is not valid UTF-8 text.'],
    [undefined, 'The password has to be text.'],
  ])('gives nobody the password %j', async (password, problem) => {
    const { users } = await open();
    const wanted = { username: 'alice', password } as { username: string; password: string };
    await expect(users.create(wanted)).rejects.toThrow(`alice: ${problem}`);
    expect(await users.find('alice')).toBeUndefined();
    await expect(users.setPassword('root', wanted.password)).rejects.toThrow(`root: ${problem}`);
  });

  it.each([
    [{ isSuperUser: true }, "a user has no 'isSuperUser'; did you mean isSuperuser?"],
    [{ colour: 'red' }, "a user has no 'colour'; remove it."],
    [{ isSuperuser: 'false' }, 'isSuperuser has to be true or false.'],
    [{ isActive: undefined }, 'isActive has to be true or false.'],
    [{ isActive: null }, 'isActive has to be true or false.'],
    [{ username: undefined }, 'username has to be text.'],
    [{ email: 1 }, 'email has to be text.'],
  ])('makes no user of %j', async (more, problem) => {
    const { users } = await open();
    const wanted = { username: 'alice', password: 'toor', ...more };
    await expect(users.create(wanted as never)).rejects.toThrow(new Error(`create: ${problem}`));
    expect(await users.find('alice')).toBeUndefined();
  });

  it('says that a name, or a password, is missing', async () => {
    const { users } = await open();
    await expect(users.find(undefined as never)).rejects.toThrow('find: the name has to be text');
    const nobody = users.setPassword(undefined as never, 'toor');
    await expect(nobody).rejects.toThrow('setPassword: the name has to be text');
    const nothing = users.create(undefined as never);
    await expect(nothing).rejects.toThrow('create: a user has to be an object.');
    const noPassword = users.create({ username: 'alice' } as never);
    await expect(noPassword).rejects.toThrow('alice: The password has to be text.');
  });

  it('refuses options beside its one object, which nothing would read', async () => {
    const takesTwo = openAuthentication as (...options: object[]) => Promise<unknown>;
    const opening = takesTwo({ DATABASE_URL: 'sqlite::memory:' }, { pages: ['account'] });
    await expect(opening).rejects.toThrow('openAuthentication: takes one object');
  });

  it.each([0, -1, 1.5, NaN, Infinity, '10', undefined])('lists no %j events', async (limit) => {
    const { events } = await open();
    await expect(events.list(limit as number)).rejects.toThrow('the limit is a whole number');
    expect(await events.list(1)).toHaveLength(1);
  });

  it('twice in one process gives two that do not meet', async () => {
    const [one, other] = [await open(), await open()];
    await other.users.create({ username: 'alice', email: '', password: 'toor' });
    const app = express();
    app.use('/one', one.routes).use('/other', other.routes);
    for (const [path, auth] of Object.entries({ '/a/': one, '/b/': other })) {
      app.get(path, auth.required, (request, response) => {
        response.json(request.user?.username);
      });
    }
    app.use(one.errors);
    const origin = await serve(app);
    const alice = { Authorization: `Basic ${Buffer.from('alice:toor').toString('base64')}` };
    expect((await fetch(`${origin}/a/`, { headers: alice })).status).toBe(401);
    expect((await fetch(`${origin}/b/`, { headers: alice })).status).toBe(200);
    for (const path of ['/one', '/other']) {
      expect(await (await fetch(`${origin}${path}/login/`)).text()).toContain(`"${path}/login/"`);
    }
  });

  it('and closing lets no request through', async () => {
    const { auth, origin } = await shop();
    await auth.close();
    const answer = await fetch(`${origin}/orders/`, { headers: { Authorization: ROOT } });
    expect(answer.status).toBe(500);
  });
});

describe('a scope', () => {
  it('is asked of credentials that are limited to scopes, and of no others', async () => {
    const auth = await open();
    const app = express().use('/auth', auth.routes);
    app.post('/orders/', auth.require({ scope: 'orders:write' }), (_request, response) => {
      response.json({});
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const make = async (scope: string): Promise<Record<string, string>> => {
      const answer = await fetch(`${origin}/auth/api/tokens/`, {
        method: 'POST',
        headers: { Authorization: ROOT, 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: 'program', scope, current_password: 'toor' }),
      });
      const { token } = (await answer.json()) as { token: string };
      return { Authorization: `Token ${token}` };
    };
    const order = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${origin}/orders/`, { method: 'POST', headers });
    expect((await order({ Authorization: ROOT })).status).toBe(200);
    expect((await order(await make('orders:write'))).status).toBe(200);
    const refused = await order(await make('orders:read'));
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('scope="orders:write"');
    expect(() => auth.require({ scope: '"' })).toThrow('no scope');
  });
});

/** What no rule and no scheme should throw. */
function rejection(reason: unknown): Promise<never> {
  return new Promise((_resolve, reject) => {
    Reflect.apply(reject, undefined, [reason]);
  });
}

/** A scheme by the word `own`. */
function schemeOf(strategy: Strategy): ReturnType<typeof defineScheme> {
  return defineScheme({
    name: 'own',
    settings: {},
    migrations: [],
    open: () => ({ name: 'own', credentials: { word: 'own', isAmbient: false }, strategy }),
  });
}

describe('a rule or a scheme that fails', () => {
  it.each([
    ['nothing', () => rejection(undefined)],
    ['null', () => rejection(null)],
    ['a way on', () => rejection('route')],
  ])('by throwing %s lets nobody through', async (_name, where: () => Promise<boolean>) => {
    const auth = await open();
    const app = express().use('/auth', auth.routes);
    app.get('/', auth.require({ where }), (_request, response) => {
      response.json({});
    });
    app.get('/', (_request, response) => {
      response.json({});
    });
    app.use(auth.errors);
    const answer = await fetch(await serve(app), { headers: { Authorization: ROOT } });
    expect(answer.status).toBe(500);
  });

  it.each(['error', 'success', 'reject'] as const)(
    'by %s of nothing lets nobody in',
    async (how) => {
      class Failing extends Strategy {
        override authenticate(): Promise<void> | undefined {
          if (how === 'reject') return rejection(undefined);
          this[how](undefined as never);
          return undefined;
        }
      }
      const auth = await open({ schemes: [...schemes, schemeOf(new Failing())] });
      const app = express().use('/auth', auth.routes);
      for (const guard of [auth.required, auth.optional]) {
        app.get(
          guard === auth.required ? '/required' : '/optional',
          guard,
          (_request, response) => {
            response.json({});
          },
        );
      }
      app.use(auth.errors);
      const origin = await serve(app);
      for (const path of ['/required', '/optional']) {
        const answer = await fetch(origin + path, { headers: { Authorization: 'Own x' } });
        expect([401, 500]).toContain(answer.status);
      }
    },
  );

  it.each([
    ['null', null],
    ['a text', 'read'],
    ['yes', true],
    ['a list', ['read']],
    ['a scope that is none', { scope: 7 }],
    ['a scope that is missing', { scope: undefined }],
    ['scopes', { scopes: ['read'] }],
    ['an object of no kind', Object.create(null)],
  ] as const)('by saying %s later ends no process', async (name, said: unknown) => {
    const failures: unknown[] = [];
    const note = (failure: unknown): void => void failures.push(failure);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    class Late extends Strategy {
      override authenticate(request: express.Request): void {
        const how = request.get('X-How') === 'error' ? 'error' : 'success';
        setTimeout(() => {
          if (how === 'error') this.error(said);
          else this.success({ id: 1, username: 'root' } as Express.User, said as never);
        });
      }
    }
    const auth = await open({ schemes: [schemeOf(new Late())] });
    const app = express().use('/auth', auth.routes);
    app.get('/', auth.required, (_request, response) => {
      response.json({});
    });
    app.use(auth.errors);
    const origin = await serve(app);
    for (const how of ['success', 'error']) {
      const headers = { Authorization: 'Own x', 'X-How': how };
      const { status } = await fetch(origin, { headers, signal: AbortSignal.timeout(5000) });
      // What is not said as it is to be may be a limit.
      const isNone = ['null', 'an object of no kind'].includes(name);
      expect([how, status === 200]).toEqual([how, how === 'success' && isNone]);
    }
    expect(failures).toEqual([]);
  });
});

describe('a request that was refused', () => {
  it('is refused again where the app’s own handler of errors lets it go on', async () => {
    const auth = await open();
    const app = express().use('/auth', auth.routes);
    app.use(auth.protection);
    app.use((_error: unknown, _request: unknown, _response: unknown, next: () => void) => {
      next();
    });
    app.all('/', auth.required, (_request, response) => {
      response.json({});
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const headers = { Authorization: ROOT, Origin: 'https://evil.example' };
    expect((await fetch(origin, { headers })).status).toBe(200);
    expect((await fetch(origin, { method: 'POST', headers })).status).toBe(403);
  });
});
