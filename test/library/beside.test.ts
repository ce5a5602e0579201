import express from 'express';
import session from 'express-session';
import multer from 'multer';
import passport from 'passport';
import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { open, serve } from './embed.ts';

const ROOT = { Authorization: `Basic ${Buffer.from('root:toor').toString('base64')}` };

const PARSERS = {
  json: express.json(),
  urlencoded: express.urlencoded({ extended: false }),
  text: express.text(),
  raw: express.raw({ type: () => true }),
  multer: multer().none(),
};

const CREDENTIALS = { username: 'root', password: 'toor' };

/** The same body in each media type. */
const BODIES = {
  json: () => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(CREDENTIALS),
  }),
  form: () => ({ body: new URLSearchParams(CREDENTIALS) }),
  multipart: () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(CREDENTIALS)) body.set(name, value);
    return { body };
  },
};

describe('parsers of the app', () => {
  it.each(Object.entries(PARSERS))(
    'before the routes leave logins working: %s',
    async (_name, parser: express.RequestHandler) => {
      const auth = await open();
      const origin = await serve(express().use(parser).use('/auth', auth.routes).use(auth.errors));
      for (const make of Object.values(BODIES)) {
        const answer = await fetch(`${origin}/auth/api/token/`, { method: 'POST', ...make() });
        expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([
          200,
          ['refresh', 'access'],
        ]);
      }
      const site = schemeSites.find(({ name }) => name === 'session');
      const { Cookie = '' } = (await site?.obtain(`${origin}/auth`, 'root', 'toor')) ?? {};
      expect(Cookie).toContain('sessionid=s%3A');
    },
  );

  it.each(schemeSites)('behind a guard find what was sent by $name', async ({ obtain }) => {
    const auth = await open();
    const app = express().use('/auth', auth.routes).use(auth.required);
    const { json, urlencoded } = PARSERS;
    app.post('/parsed', json, urlencoded, (request, response) => {
      response.json(request.body);
    });
    app.post('/uploaded', multer().single('file'), (request, response) => {
      response.json({ ...(request.body as object), size: request.file?.size });
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const own = await obtain(`${origin}/auth`, 'root', 'toor');
    const send = async (path: string, options: RequestInit): Promise<unknown> => {
      const headers = { ...own, ...(options.headers as Record<string, string> | undefined) };
      return (await fetch(`${origin}${path}`, { method: 'POST', ...options, headers })).json();
    };
    expect(await send('/parsed', BODIES.json())).toEqual(CREDENTIALS);
    expect(await send('/parsed', BODIES.form())).toEqual(CREDENTIALS);
    const upload = new FormData();
    upload.set('name', 'report');
    upload.set('file', new Blob(['x'.repeat(300_000)]), 'report.txt');
    expect(await send('/uploaded', { body: upload })).toEqual({ name: 'report', size: 300_000 });
  });
});

describe('beside the app’s own', () => {
  it('session and Passport, neither of the two is touched', async () => {
    const auth = await open();
    const app = express();
    app.use(session({ secret: 'x', name: 'own', resave: false, saveUninitialized: true }));
    app.use(
      passport.initialize() as express.RequestHandler,
      passport.session() as express.RequestHandler,
    );
    app.use('/auth', auth.routes);
    app.get('/', auth.required, (request, response) => {
      const visits = Number(Reflect.get(request.session, 'visits') ?? 0) + 1;
      Reflect.set(request.session, 'visits', visits);
      response.json({ visits, user: request.user?.username });
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const first = await fetch(`${origin}/`, { headers: ROOT });
    expect(await first.json()).toEqual({ visits: 1, user: 'root' });
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const second = await fetch(`${origin}/`, { headers: { ...ROOT, Cookie: cookie } });
    expect(await second.json()).toEqual({ visits: 2, user: 'root' });
  });

  it('session, a login begins one of ours', async () => {
    const auth = await open();
    const app = express();
    app.use(session({ secret: 'x', name: 'own', resave: false, saveUninitialized: true }));
    app.use('/auth', auth.routes);
    app.get('/', auth.required, (request, response) => {
      response.json({ user: request.user?.username });
    });
    app.use(auth.errors);
    const origin = await serve(app);
    const site = schemeSites.find(({ name }) => name === 'session');
    const headers = (await site?.obtain(`${origin}/auth`, 'root', 'toor')) ?? {};
    expect(await (await fetch(`${origin}/`, { headers })).json()).toEqual({ user: 'root' });
  });

  it('error handler, errors bring their status, headers and body', async () => {
    const auth = await open();
    const app = express();
    app.get('/', auth.required);
    app.use(((
      error: { status: number; headers: Record<string, unknown>; body: unknown },
      _q,
      response,
      _n,
    ) => {
      response.status(error.status).json({ own: error.body, names: Object.keys(error.headers) });
    }) satisfies express.ErrorRequestHandler);
    const answer = await fetch(await serve(app));
    expect([answer.status, await answer.json()]).toEqual([
      401,
      {
        own: { detail: 'Authentication credentials were not provided.' },
        names: ['WWW-Authenticate'],
      },
    ]);
  });

  it('errors, ours answer without a stack', async () => {
    const auth = await open();
    const app = express();
    app.get('/', auth.required, () => {
      throw new Error('a secret of the app');
    });
    app.use(auth.errors);
    const answer = await fetch(await serve(app), { headers: ROOT });
    expect([answer.status, await answer.text()]).toEqual([
      500,
      '{"detail":"A server error occurred."}',
    ]);
  });
});
