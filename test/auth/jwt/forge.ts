import { createHmac } from 'node:crypto';
import type { BinaryLike, KeyObject } from 'node:crypto';
import { SECRET_KEY, START } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** Unix seconds. */
export const NOW = START / 1000;

/** Claims that are accepted; each attack changes one thing about them. */
export const CLAIMS = {
  token_type: 'access',
  exp: NOW + 300,
  iat: NOW,
  jti: 'a'.repeat(32),
  user_id: '1',
};
/** The header of a genuine token. */
export const HEADER = { alg: 'HS256', typ: 'JWT' };

/** Base64url of a text as it is, or of a value's JSON. */
export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

/** A token with these parts, and a genuine HS256 signature whatever the header says. */
export function forge(
  header: unknown,
  payload: unknown,
  key: BinaryLike | KeyObject = SECRET_KEY,
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** Presents a token at `/home/`. */
export async function ask(
  server: Pick<TestServer, 'origin'>,
  token: string,
): Promise<{ status: number; body: unknown }> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${server.origin}/home/`, { headers });
  return { status: answer.status, body: await answer.json() };
}

/** The answer to a token that is not valid. */
export function refusal(message: string): { status: number; body: unknown } {
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }];
  const detail = 'Given token not valid for any token type';
  return { status: 401, body: { detail, code: 'token_not_valid', messages } };
}
