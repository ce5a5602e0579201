import type { Lesson } from '../../../site/demo/lesson.ts';

/** Opaque tokens in a few sentences. */
export const lesson: Lesson = {
  title: 'Opaque token',
  commands: (username, { header = '' }) => [
    { path: '/api-token-auth/', form: { username, password: 'PASSWORD' } },
    { path: '/home/', headers: { Authorization: `${header} TOKEN` } },
  ],
  line: ({ header = '' }) => `Authorization: ${header} 731ce64bb173d70d…`,
  wire: 'The password once, for a random key. From then on the key, which means nothing by itself.',
  work: 'Looks the key up: one SQL statement finds it and its user. Nothing is hashed slowly, for nobody guesses 160 random bits.',
  lives:
    'In the client: a file, an environment variable. On the server, a digest, and a sealed copy, for whoever asks again gets the same key.',
  leaks:
    'It does not expire, so that a forgotten copy works for years. A personal access token, made on the page of your account, can have an end.',
  ends: 'Revoke it on the page of your account, or change the password, which ends all tokens.',
  choose: 'For programs that talk to this server alone: scripts, scheduled jobs, devices.',
  upkeep: {},
};
