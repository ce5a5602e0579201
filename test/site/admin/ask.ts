import { schemeSites } from '../../../src/site/schemes.ts';
import type { TestServer } from '../../support/server.ts';

/** What was answered: the status, and the JSON or the text. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Headers that make a request the user's, by whichever scheme comes first. */
export async function headersOf(
  { origin }: TestServer,
  username: string,
  password = 'toor',
): Promise<Record<string, string>> {
  return (await schemeSites.at(0)?.obtain(origin, username, password)) ?? {};
}

/**
 * Sends a request as a user, `root` unless another is named, with JSON.
 *
 * @param request such as `PATCH /api/users/2/`.
 */
export async function ask(
  server: TestServer,
  request: string,
  fields?: unknown,
  username = 'root',
): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const answer = await fetch(`${server.origin}${path}`, {
    method,
    headers: { ...(await headersOf(server, username)), 'Content-Type': 'application/json' },
    redirect: 'manual',
    ...(fields !== undefined && { body: JSON.stringify(fields) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type') === 'application/json';
  return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** Has a user give a program something to come in by. */
export async function letProgramIn(
  server: TestServer,
  username: string,
  name: string,
): Promise<void> {
  await ask(server, 'POST /api/tokens/', { name, current_password: 'toor' }, username);
}

/** What happened to a user, and who did it, the latest first. */
export async function eventsOf(server: TestServer, id: number): Promise<string[]> {
  const rows = await server.dependencies.database.all<{ type: string; actor: string | null }>(
    'SELECT type, actor FROM events WHERE user_id = ? ORDER BY id DESC',
    id,
  );
  return rows.map(({ type, actor }) => (actor === null ? type : `${type} by ${actor}`));
}
