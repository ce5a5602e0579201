import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeWithPython } from '../../support/python.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask } from './forge.ts';
import { obtainPair } from './pair.ts';
import { payloadOf } from './post.ts';
import { pemFile } from './signer.ts';

/** Other programs check our tokens by what we publish, and we check theirs. */

const PYJWT_CHECKS = `
import json, jwt, sys
url, token, algorithm = sys.argv[1:]
key = jwt.PyJWKClient(url).get_signing_key_from_jwt(token).key
print(json.dumps(jwt.decode(token, key, algorithms=[algorithm], issuer='us')))`;

const PYJWT_SIGNS = `
import jwt, sys, time
file, algorithm = sys.argv[1:]
now = int(time.time())
claims = {'token_type': 'access', 'exp': now + 60, 'iat': now, 'jti': 'a' * 32, 'user_id': '1'}
print(jwt.encode(claims, open(file).read(), algorithm=algorithm))`;

const SIMPLEJWT = `
import json, sys
from django.conf import settings
what, value, algorithm, token = sys.argv[1:]
key = {'JWK_URL': value} if what == 'check' else {'SIGNING_KEY': open(value).read()}
settings.configure(
    SECRET_KEY='x' * 32, USE_TZ=True,
    INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes'],
    SIMPLE_JWT={'ALGORITHM': algorithm, **key})
import django
django.setup()
from rest_framework_simplejwt.tokens import AccessToken
if what == 'check':
    print(json.dumps(AccessToken(token).payload))
else:
    made = AccessToken()
    made['user_id'] = 1
    print(made)`;

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey,
};

/** Has a server's clock say what the other programs' says. */
function setClock({ advance, dependencies }: TestServer): void {
  advance(Date.now() - dependencies.clock());
}

describeWithPython(['jwt', 'cryptography'], 'PyJWT', (python) => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)(
    'and we take each other’s %s',
    async (algorithm) => {
      const file = pemFile(pairs[algorithm]);
      const own = await startServer({ JWT_ALGORITHM: algorithm, JWT_ISSUER: 'us' });
      setClock(own);
      const { access } = await obtainPair(own.origin);
      const url = `${own.origin}/.well-known/jwks.json`;
      expect(JSON.parse(await python(PYJWT_CHECKS, url, access, algorithm))).toEqual(
        payloadOf(access),
      );

      const server = await startServer({ JWT_ALGORITHM: algorithm, JWT_PRIVATE_KEY_FILE: file });
      const theirs = await python(PYJWT_SIGNS, file, algorithm);
      setClock(server);
      expect((await ask(server, theirs)).status).toBe(200);
    },
  );
});

describeWithPython(['rest_framework_simplejwt', 'jwt', 'cryptography'], 'SimpleJWT', (python) => {
  it.each(['RS256', 'ES256'] as const)('and we take each other’s %s', async (algorithm) => {
    const file = pemFile(pairs[algorithm]);
    const server = await startServer({ JWT_ALGORITHM: algorithm, JWT_PRIVATE_KEY_FILE: file });
    setClock(server);
    const { access } = await obtainPair(server.origin);
    const url = `${server.origin}/.well-known/jwks.json`;
    expect(JSON.parse(await python(SIMPLEJWT, 'check', url, algorithm, access))).toEqual(
      payloadOf(access),
    );
    const theirs = await python(SIMPLEJWT, 'sign', file, algorithm, '');
    setClock(server);
    expect(await ask(server, theirs)).toMatchObject({ status: 200, body: { user: 'root' } });
  });
});
