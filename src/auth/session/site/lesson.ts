import type { Lesson } from '../../../site/demo/lesson.ts';

/** Session cookies in a few sentences. */
export const lesson: Lesson = {
  title: 'Session cookie',
  commands: (_username, { cookie = '' }) => [
    { path: '/home/', cookies: { [cookie]: 'SESSIONID' } },
  ],
  line: ({ cookie = '' }) => `Cookie: ${cookie}=s%3AzW9k…`,
  wire: 'The password once, at the login page. From then on a random number, in a cookie that the browser sends by itself.',
  work: 'Looks the number up: one SQL statement finds the session and its user. To change something, a request must also echo a CSRF token.',
  lives:
    'In the browser: developer tools, Application, Cookies. Copy its value into the command above. On the server, a row with its digest.',
  leaks:
    'Scripts cannot read it, and other sites cannot use it. A copy works until the session ends.',
  ends: 'Log out, or end it from another browser on the page of your account: the copy dies with it, at once.',
  choose: 'For people with browsers. For programs it is clumsy.',
  upkeep: { write: 60 },
};
