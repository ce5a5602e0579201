import { openKeyRotation } from '../../../src/auth/jwt/keys/open.ts';
import type { KeyRotation } from '../../../src/auth/jwt/keys/rotation.ts';
import type { JwtSettings } from '../../../src/auth/jwt/settings.ts';
import type { TestServer } from '../../support/server.ts';

/** What `manage rotatejwtkey` runs, by a server's clock. */
export function rotationOf({ dependencies }: TestServer): KeyRotation {
  const settings = dependencies.config.schemeSettings.jwt as unknown as JwtSettings;
  return openKeyRotation(dependencies, settings);
}

/** What others check tokens with. */
export async function publishedKeys(origin: string): Promise<Record<string, string>[]> {
  const answer = await fetch(`${origin}/.well-known/jwks.json`);
  return ((await answer.json()) as { keys: Record<string, string>[] }).keys;
}

/** The header of a token. */
export function headerOf(token: string): Record<string, string> {
  const text = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return JSON.parse(text) as Record<string, string>;
}
