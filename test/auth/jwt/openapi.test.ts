import { describeJwt } from '../../../src/auth/jwt/site/openapi.ts';
import { describeAnswers } from '../../site/reference/answers.ts';
import type { Example } from '../../site/reference/answers.ts';
import type { TestServer } from '../../support/server.ts';
import { obtainPair } from './pair.ts';
import { renew } from './post.ts';

function credentials(password = 'toor'): URLSearchParams {
  return new URLSearchParams({ username: 'root', password });
}

const send = (fields: Record<string, string>) => (): Example => ({
  body: new URLSearchParams(fields),
});

async function genuine(server: TestServer): Promise<Example> {
  const { refresh } = await obtainPair(server.origin);
  return { body: new URLSearchParams({ refresh }) };
}

describeAnswers(describeJwt({}).paths ?? {}, {
  'GET /.well-known/jwks.json 200': () => ({}),
  'POST /api/token/ 200': () => ({ body: credentials() }),
  'POST /api/token/ 400': send({}),
  'POST /api/token/ 401': () => ({ body: credentials('wrong') }),
  'POST /api/token/ 429': () => ({ body: credentials('wrong'), isRepeated: true }),
  'POST /api/token/refresh/ 200': genuine,
  'POST /api/token/refresh/ 400': send({}),
  'POST /api/token/refresh/ 401': send({ refresh: 'junk' }),
  'POST /api/token/refresh/ 429': async (server) => {
    let { refresh } = await obtainPair(server.origin);
    for (let time = 0; time < 60; time += 1) refresh = await renew(server, refresh);
    return { body: new URLSearchParams({ refresh }) };
  },
  'POST /api/token/verify/ 200': async (server) => {
    const { access } = await obtainPair(server.origin);
    return { body: new URLSearchParams({ token: access }) };
  },
  'POST /api/token/verify/ 400': send({}),
  'POST /api/token/verify/ 401': send({ token: 'junk' }),
  'POST /api/token/blacklist/ 200': genuine,
  'POST /api/token/blacklist/ 400': send({}),
  'POST /api/token/blacklist/ 401': send({ refresh: 'junk' }),
});
