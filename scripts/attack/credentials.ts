import { holdsIf } from './attack.ts';
import type { Attack, Outcome } from './attack.ts';
import { USER } from './target.ts';
import type { Target, Texts } from './target.ts';

/** More than anybody mistypes their password. */
const GUESSES = 15;

function basic(username: string, password: string): Texts {
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** Against whoever asks for a name and a password. */
export const passwordAttacks: readonly Attack[] = [
  {
    name: 'walk-in',
    story: 'asks for /home/ without credentials',
    play: async (target) => holdsIf((await target.statusOf({})) === 401),
  },
  {
    name: 'colon',
    story: 'adds a colon and anything to a password',
    row: 1,
    async play(target: Target): Promise<Outcome> {
      if (!(await target.hasBasic())) return 'not there yet';
      const status = await target.statusOf(basic(USER.username, `${USER.password}:anything`));
      return holdsIf(status === 401);
    },
  },
  {
    name: 'guessing',
    story: `guesses ${GUESSES} passwords of one user`,
    row: 33,
    async play(target: Target): Promise<Outcome> {
      if (!(await target.hasBasic())) return 'not there yet';
      // A name of nobody's: the user is needed after this.
      for (let guess = 0; guess < GUESSES; guess++) {
        if ((await target.statusOf(basic('victim', `guess ${guess}`))) === 429) return 'holds';
      }
      return 'falls';
    },
  },
  {
    name: 'two-headers',
    story: 'hides bad credentials behind good ones, in a second Authorization header',
    row: 5,
    async play(target: Target): Promise<Outcome> {
      if (!(await target.hasBasic())) return 'not there yet';
      const lines = [basic(USER.username, USER.password), basic(USER.username, 'wrong')];
      const headers = lines.map(({ Authorization = '' }) => `Authorization: ${Authorization}`);
      const status = await target.statusOfLines('GET /home/ HTTP/1.1', target.hostLine, ...headers);
      return holdsIf(status >= 400);
    },
  },
];

/** Against tokens and JWTs. */
export const tokenAttacks: readonly Attack[] = [
  {
    name: 'token-in-address',
    story: 'gets a token taken from the address, where logs keep it',
    row: 6,
    async play(target: Target): Promise<Outcome> {
      const token = await target.obtainToken();
      if (token === undefined) return 'not there yet';
      const { status } = await target.send(`/home/?access_token=${token}`);
      return holdsIf(status === 401);
    },
  },
  {
    name: 'unsigned',
    story: 'leaves out the signature of a JWT (alg: none)',
    row: 10,
    async play(target: Target): Promise<Outcome> {
      const pair = await target.obtainPair();
      if (pair === undefined) return 'not there yet';
      const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
      const [, payload = ''] = pair.access.split('.');
      const status = await target.statusOf({ Authorization: `Bearer ${header}.${payload}.` });
      return holdsIf(status === 401);
    },
  },
  {
    name: 'wrong-type',
    story: 'comes in with a refresh token, and renews an access token',
    row: 14,
    async play(target: Target): Promise<Outcome> {
      const pair = await target.obtainPair();
      if (pair === undefined) return 'not there yet';
      const status = await target.statusOf({ Authorization: `Bearer ${pair.refresh}` });
      const renewed = await target.send('/api/token/refresh/', {}, { refresh: pair.access });
      return holdsIf(status === 401 && renewed.status === 401);
    },
  },
  {
    name: 'ended-refresh',
    story: 'renews a refresh token that its owner has given back',
    row: 17,
    async play(target: Target): Promise<Outcome> {
      const pair = await target.obtainPair();
      if (pair === undefined) return 'not there yet';
      const { refresh } = pair;
      await target.send('/api/token/blacklist/', {}, { refresh });
      const renewed = await target.send('/api/token/refresh/', {}, { refresh });
      return holdsIf(renewed.status === 401);
    },
  },
];
