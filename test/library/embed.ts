import express from 'express';
import type { Express } from 'express';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { openAuthentication } from '../../src/index.ts';
import type { OpenAuthentication, Options, Settings } from '../../src/index.ts';
import { migratedDatabase } from '../support/fresh-database.ts';
import { SECRET_KEY } from '../support/server.ts';

/** Authentication for an app of a test's own, with the user `root`/`toor`. It ends with the test. */
export async function open(options: Options & Settings = {}): Promise<OpenAuthentication> {
  const auth = await openAuthentication({
    NODE_ENV: 'test',
    DATABASE_URL: await migratedDatabase(),
    SECRET_KEY,
    BCRYPT_COST: 4,
    log: pino({ level: 'silent' }),
    ...options,
  });
  onTestFinished(() => auth.close());
  await auth.users.create({ username: 'root', email: '', password: 'toor', isSuperuser: true });
  return auth;
}

/** Lets an app listen as any Express app does. @returns its origin. */
export async function serve(app: Express): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An app with the routes below `/auth` and one resource of its own, `/orders/`. */
export async function shop(
  options: Options & Settings = {},
): Promise<{ auth: OpenAuthentication; app: Express; origin: string; base: string }> {
  const auth = await open(options);
  const app = express();
  app.use('/auth', auth.routes);
  app.all('/orders/', auth.required, (request, response) => {
    response.json({ user: request.user?.username, scheme: request.scheme });
  });
  app.use(auth.errors);
  const origin = await serve(app);
  return { auth, app, origin, base: `${origin}/auth` };
}
