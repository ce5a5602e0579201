import basicAuth from '@fastify/basic-auth';
import bearerAuth from '@fastify/bearer-auth';
import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import session from '@fastify/session';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { openPeerDatabase, withFound } from '../database.ts';
import { readSettings } from '../settings.ts';
import { PeerUsers } from '../users.ts';
import type { PeerUser } from '../users.ts';
import { SessionStore } from './session-store.ts';
import { addSurroundings, requestId } from './surroundings.ts';

declare module 'fastify' {
  interface FastifyRequest {
    account: PeerUser | undefined;
  }
  interface Session {
    userId?: number;
    epoch?: number;
    account?: PeerUser;
  }
}

/** Fastify and its own plugins, each as fast as its options make it. */
const { place, secret, headers, doesSameWork } = readSettings();
const database = openPeerDatabase(place);
const users = await PeerUsers.open(database);
const app = fastify({ logger: false, ...(doesSameWork && { genReqId: requestId }) });
if (doesSameWork) addSurroundings(app);
app.decorateRequest('account', undefined);

/** With a schema, so that fast-json-stringify writes the answer. */
const schema = {
  response: {
    200: {
      type: 'object',
      properties: { message: { type: 'string' }, user: { type: 'string' } },
    },
  },
};

function addHome(scope: FastifyInstance): void {
  scope.get('/home/', { schema }, (request, reply) => {
    void reply.headers(headers).send({ message: 'Hello, world!', user: request.account?.username });
  });
}

async function login(request: FastifyRequest): Promise<PeerUser> {
  const { username, password } = request.body as { username: string; password: string };
  const user = await users.check(username, password);
  if (user === undefined) throw Object.assign(new Error('wrong'), { statusCode: 401 });
  return user;
}

await app.register(
  async (scope) => {
    await scope.register(basicAuth, {
      validate: async (username, password, request) => {
        request.account = await users.check(username, password);
        if (request.account === undefined) throw new Error('wrong');
      },
    });
    scope.addHook('onRequest', scope.basicAuth);
    addHome(scope);
  },
  { prefix: '/basic' },
);

await app.register(
  async (scope) => {
    scope.post('/login/', async (request) => {
      const token = randomBytes(20).toString('hex');
      await users.saveToken(token, await login(request));
      return { Authorization: `Bearer ${token}` };
    });
    await scope.register(async (guarded) => {
      await guarded.register(bearerAuth, {
        keys: [],
        auth: (token, request) =>
          withFound(users.findByToken(token), (user) => {
            request.account = user;
            return user !== undefined;
          }),
      });
      addHome(guarded);
    });
  },
  { prefix: '/token' },
);

await app.register(
  async (scope) => {
    await scope.register(jwt, {
      secret,
      sign: { expiresIn: '5m' },
      verify: { cache: 10_000 },
    });
    scope.post('/login/', async (request) => {
      const { id, credentials_epoch: epoch } = await login(request);
      return { Authorization: `Bearer ${scope.jwt.sign({ id, epoch })}` };
    });
    await scope.register(async (guarded) => {
      guarded.addHook('onRequest', async (request) => {
        const { id, epoch } = await request.jwtVerify<{ id: number; epoch: number }>();
        const found = users.findById(id);
        const user = found instanceof Promise ? await found : found;
        if (!user?.is_active || user.credentials_epoch !== epoch) throw new Error('refused');
        request.account = user;
      });
      addHome(guarded);
    });
  },
  { prefix: '/jwt' },
);

await app.register(
  async (scope) => {
    await scope.register(cookie);
    await scope.register(session, {
      secret,
      cookie: { secure: false, maxAge: 1_209_600_000 },
      saveUninitialized: false,
      rolling: false,
      store: await SessionStore.open(database),
    });
    scope.post('/login/', async (request) => {
      const user = await login(request);
      request.session.userId = user.id;
      request.session.epoch = user.credentials_epoch;
      return {};
    });
    await scope.register(async (guarded) => {
      guarded.addHook('onRequest', (request, reply, done) => {
        request.account = request.session.account;
        if (request.account?.is_active) done();
        else void reply.code(401).send();
      });
      addHome(guarded);
    });
  },
  { prefix: '/session' },
);

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
