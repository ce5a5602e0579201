import type { Lesson } from '../../../site/demo/lesson.ts';

/** Session cookies in a few sentences. */
export const lesson: Lesson = {
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
