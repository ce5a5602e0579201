import type { Lesson } from '../../../site/demo/lesson.ts';

/** HTTP Basic in a few sentences. */
export const lesson: Lesson = {
  title: 'HTTP Basic',
  commands: (username) => [{ path: '/home/', user: `${username}:PASSWORD` }],
  line: () => 'Authorization: Basic cm9vdDpQQVNTV09SRA==',
  wire: 'The username and the password, with every request. Base64 is a spelling, not a cipher.',
  work: 'Reads the user and hashes the password, slowly on purpose: about a quarter of a second. Right ones are remembered for a minute.',
  lives:
    'In the client: a script, a shell history, the browser until it is closed. On the server, only a slow hash.',
  leaks: 'Whoever reads one request has the password itself, and with it everything that it opens.',
  ends: 'Only by a new password, which ends it for every client at once.',
  choose: 'To try an API out, or for a script that asks rarely, over HTTPS. Not for browsers.',
  upkeep: { hash: 60 },
};
