import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
import { lesson } from './lesson.ts';
import { describeSession } from './openapi.ts';
import { tour } from './tour.ts';

/** Logs in by JSON, as a page's script would, and keeps the cookies, whatever they are called. */
const obtain: ObtainCredentials = async (origin, username, password) => {
  const login = `${origin}/login/`;
  const before = await fetch(login, { headers: { Accept: 'application/json' } });
  const answer = await fetch(login, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(await proofIn(before)) },
    body: JSON.stringify({ username, password }),
  });
  return proofIn(answer);
};

/** The cookies that an answer sets, and the token that unsafe requests send back beside them. */
async function proofIn(answer: Response): Promise<{ Cookie: string; 'X-CSRFToken': string }> {
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const { csrf_token: token = '' } = (await answer.json()) as { csrf_token?: string };
  return { Cookie: cookies.join('; '), 'X-CSRFToken': token };
}

/** What the site shows of it. */
export const sessionSite: SchemeSite = {
  name: 'session',
  obtain,
  lesson,
  tour,
  openapi: describeSession,
};
