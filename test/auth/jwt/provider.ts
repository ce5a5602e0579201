import { exportJWK, generateKeyPair } from 'jose';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { onTestFinished } from 'vitest';

/** How this server is called there. */
export const AUDIENCE = 'https://api.example.com';

const CLIENT = { client_id: 'robot', client_secret: 'the-secret-of-this-robot' };

/** A real OpenID provider, on loopback, which issues access tokens as JWTs. */
export interface TestProvider {
  readonly issuer: string;
  /** Requests for its keys, or where they are. */
  readonly asked: string[];
  /** An access token for a user; it is what a client gets by its own secret. */
  readonly issue: (username: string, audience?: string) => Promise<string>;
  /** Signs with another key from here on, and publishes both, or the new one alone. */
  readonly rotate: (isOldGone?: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** After {@link stop}. */
  readonly resume: () => Promise<void>;
}

/** Starts one; it ends with the test. */
export async function startProvider(
  algorithm: 'RS256' | 'ES256' | 'EdDSA' = 'ES256',
): Promise<TestProvider> {
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const asked: string[] = [];
  let keys: object[] = [await newKey(algorithm)];
  let username = '';
  let provider = newProvider();

  function newProvider(): Provider {
    const made = new Provider(issuer, {
      jwks: { keys },
      clients: [
        {
          ...CLIENT,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
          client_secret_expires_at: 0,
        },
      ],
      clientAuthMethods: ['client_secret_post'],
      clientDefaults: {
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: algorithm,
      },
      extraTokenClaims: () => ({ preferred_username: username }),
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context, audience) => ({
            scope: '',
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 3600,
            jwt: { sign: { alg: algorithm } },
          }),
        },
      },
      ttl: { ClientCredentials: 3600 },
    });
    return made;
  }

  const serve = (to: Server): void => {
    to.on('request', (request, response) => {
      if (request.method === 'GET') asked.push(request.url ?? '');
      void provider.callback()(request, response);
    });
  };
  serve(server);
  onTestFinished(() => close(server));

  return {
    issuer,
    asked,
    async issue(name, audience = AUDIENCE) {
      username = name;
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...CLIENT,
          grant_type: 'client_credentials',
          resource: audience,
        }),
      });
      const body = (await answer.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
    async rotate(isOldGone = false) {
      const next = await newKey(algorithm);
      keys = isOldGone ? [next] : [next, ...keys];
      provider = newProvider();
    },
    stop: () => close(server),
    async resume() {
      server = await listen(port);
      serve(server);
    },
  };
}

async function newKey(algorithm: string): Promise<object> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: algorithm, use: 'sig', kid: `key ${Math.random()}` };
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
