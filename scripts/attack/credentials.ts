import { attack, nothing } from './attack.ts';
import type { Attack } from './attack.ts';
import { basicHeader, USER } from './target.ts';

/** More than anybody mistypes their password. */
const GUESSES = 15;

/** Against endpoints that ask for a name and a password. */
export const passwordAttacks: readonly Attack[] = [
  attack({
    name: 'walk-in',
    story: 'asks for /home/ without credentials',
    given: nothing,
    holds: async (target) => (await target.statusOf({})) === 401,
  }),
  attack({
    name: 'colon',
    story: 'adds a colon and anything to a password',
    row: 1,
    given: (target) => target.knowsBasic(),
    async holds(target) {
      const header = basicHeader(USER.username, `${USER.password}:anything`);
      return (await target.statusOf(header)) === 401;
    },
  }),
  attack({
    name: 'guessing',
    story: `guesses ${GUESSES} passwords of one user`,
    row: 33,
    given: (target) => target.knowsBasic(),
    async holds(target) {
      // A name of nobody's: the user is needed after this.
      for (let guess = 0; guess < GUESSES; guess++) {
        const status = await target.statusOf(basicHeader('victim', `guess ${guess}`));
        if (status === 429) return true;
      }
      return false;
    },
  }),
  attack({
    name: 'two-headers',
    story: 'hides bad credentials behind good ones, in a second Authorization header',
    row: 5,
    given: (target) => target.knowsBasic(),
    async holds(target) {
      const headers = [USER.password, 'wrong']
        .map((password) => basicHeader(USER.username, password))
        .map(({ Authorization }) => `Authorization: ${Authorization}`);
      const status = await target.statusOfLines('GET /home/ HTTP/1.1', target.hostLine, ...headers);
      return status >= 400;
    },
  }),
];

/** Against tokens and JWTs. */
export const tokenAttacks: readonly Attack[] = [
  attack({
    name: 'token-in-address',
    story: 'gets a token taken from the address, where logs keep it',
    row: 6,
    given: (target) => target.obtainToken(),
    holds: async (target, key) => (await target.send(`/home/?access_token=${key}`)).status === 401,
  }),
  attack({
    name: 'unsigned',
    story: 'leaves out the signature of a JWT (alg: none)',
    row: 10,
    given: (target) => target.obtainAccess(),
    async holds(target, jwt) {
      const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
      const [, payload = ''] = jwt.split('.');
      return (await target.statusOf({ Authorization: `Bearer ${header}.${payload}.` })) === 401;
    },
  }),
  attack({
    name: 'wrong-type',
    story: 'comes in with a refresh token, and renews an access token',
    row: 14,
    given: (target) => target.obtainPair(),
    async holds(target, { access, refresh }) {
      const status = await target.statusOf({ Authorization: `Bearer ${refresh}` });
      return status === 401 && (await target.renew(access)).status === 401;
    },
  }),
  attack({
    name: 'ended-refresh',
    story: 'renews a refresh token that its owner has given back',
    row: 17,
    given: (target) => target.obtainPair(),
    async holds(target, { refresh }) {
      await target.send('/api/token/blacklist/', {}, { refresh });
      return (await target.renew(refresh)).status === 401;
    },
  }),
  attack({
    name: 'copied-refresh',
    story: 'renews a copied refresh token that its owner has renewed before',
    row: 17,
    given: (target) => target.obtainPair(),
    async holds(target, { refresh }) {
      await target.renew(refresh, { 'User-Agent': 'owner' });
      return (await target.renew(refresh, { 'User-Agent': 'thief' })).status === 401;
    },
  }),
];
