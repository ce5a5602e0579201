import type { Lesson } from '../../../site/demo/lesson.ts';
import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
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

const lesson: Lesson = {
  title: 'Session cookie',
  summary: 'The user logs in once. From then on the browser sends a cookie by itself.',
  commands: (_username, { cookie = '' }) => [
    { path: '/home/', cookies: { [cookie]: 'SESSIONID' } },
  ],
  line: ({ cookie = '' }) => `Cookie: ${cookie}=s%3AzW9k…`,
  wire: 'The password once, on the login page. After that a random number, in a cookie that the browser sends by itself.',
  work: 'Looks the number up: one SQL statement finds the session and its user. A request that changes something also has to send a CSRF token.',
  lives:
    'In the browser: developer tools, Application, Cookies. Copy its value into the command above. On the server: a row with its digest.',
  leaks:
    'Scripts cannot read it, and other sites cannot use it. A copy works until the session ends.',
  ends: 'When the user logs out, or ends it on the account page in another browser. Copies of the cookie stop working at once.',
  choose: 'For people with browsers. It is clumsy for programs.',
  upkeep: { write: 60 },
};

export const sessionSite: SchemeSite = {
  name: 'session',
  obtain,
  lesson,
  tour,
  openapi: describeSession,
};
