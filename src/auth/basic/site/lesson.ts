import type { Lesson } from '../../../site/demo/lesson.ts';

/** HTTP Basic in a few sentences. */
export const lesson: Lesson = {
  title: 'HTTP Basic',
  summary: 'The client sends the username and password with every request.',
  commands: (username) => [{ path: '/home/', user: `${username}:PASSWORD` }],
  line: () => 'Authorization: Basic cm9vdDpQQVNTV09SRA==',
  wire: 'Username and password with every request, in Base64. That is an encoding, which anybody can undo.',
  work: 'Reads the user and hashes the password, which is slow on purpose: about a quarter of a second. A correct password is remembered for a minute.',
  lives:
    'In the client: a script, the shell history, or the browser until it is closed. On the server: only a slow hash.',
  leaks: 'Anybody who reads one request has the password, and everything that it opens.',
  ends: 'Only with a new password, which ends it for all clients at once.',
  choose: 'To try out an API, or for scripts that send few requests, over HTTPS. Not for browsers.',
  upkeep: { hash: 60 },
};
