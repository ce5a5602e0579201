import type { TestServer } from '../../support/server.ts';

/** What `/api/token/` and below answers. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The answer to a token that was spent or revoked. */
export const BLACKLISTED: Answer = {
  status: 401,
  body: { detail: 'Token is blacklisted', code: 'token_not_valid' },
};

/** Posts a form to `/api/token/` or below. */
export async function post(
  { origin }: Pick<TestServer, 'origin'>,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const init = { method: 'POST', headers, body: new URLSearchParams(fields) };
  const answer = await fetch(`${origin}/api/token/${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

/** Refreshes, which has to work, and gives the new refresh token. */
export async function renew(
  server: Pick<TestServer, 'origin'>,
  refresh: string,
  headers?: Record<string, string>,
): Promise<string> {
  const { status, body } = await post(server, 'refresh/', { refresh }, headers);
  if (status !== 200) throw new Error(`refreshing answered ${status}: ${JSON.stringify(body)}`);
  return String(body.refresh);
}

/** What a token says. */
export function payloadOf(token: string): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(text) as Record<string, unknown>;
}
