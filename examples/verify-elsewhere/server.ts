import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another service: it has no database and no secret, and checks tokens by their issuer's public keys. */
const { ISSUER = 'http://127.0.0.1:8000', PORT = '8001' } = process.env;
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', ISSUER));

async function answer(authorization = ''): Promise<[status: number, body: object]> {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  try {
    const { payload } = await jwtVerify(token, keys, { requiredClaims: ['exp', 'user_id'] });
    // A refresh token is signed by the same key, and is none of this service's business.
    if (payload.token_type !== 'access') return [401, { detail: 'This is no access token.' }];
    return [200, { message: 'Hello from elsewhere!', user_id: payload.user_id }];
  } catch (error) {
    const isRefused = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    return isRefused ? [401, { detail: error.message }] : [503, { detail: 'The keys are away.' }];
  }
}

const server = createServer((request, response) => {
  void answer(request.headers.authorization).then(([status, body]) => {
    const challenge = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
    response.writeHead(status, { 'Content-Type': 'application/json', ...challenge });
    response.end(JSON.stringify(body));
  });
});
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
