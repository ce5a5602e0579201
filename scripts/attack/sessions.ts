import { holdsIf } from './attack.ts';
import type { Attack, Outcome } from './attack.ts';
import { USER } from './target.ts';
import type { Target } from './target.ts';

/** Against browsers that are logged in, or about to be. */
export const sessionAttacks: readonly Attack[] = [
  {
    name: 'fixation',
    story: 'knows the session from before a login, and uses it after',
    row: 20,
    async play(target: Target): Promise<Outcome> {
      const victim = await target.logIn();
      if (victim === undefined) return 'not there yet';
      const { Cookie = '' } = victim.cookieHeader;
      await victim.submit('/login/', USER);
      return holdsIf((await target.statusOf({ Cookie })) === 401);
    },
  },
  {
    name: 'after-logout',
    story: 'uses a copied cookie after its owner has logged out',
    row: 21,
    async play(target: Target): Promise<Outcome> {
      const victim = await target.logIn();
      if (victim === undefined) return 'not there yet';
      const { Cookie = '' } = victim.cookieHeader;
      if ((await target.statusOf({ Cookie })) !== 200) return 'falls';
      await victim.submit('/logout/');
      return holdsIf((await target.statusOf({ Cookie })) === 401);
    },
  },
  {
    name: 'forgery',
    story: "makes a visitor's browser send a form of another site's",
    row: 24,
    async play(target: Target): Promise<Outcome> {
      const victim = await target.logIn();
      if (victim === undefined) return 'not there yet';
      return holdsIf((await victim.send('/home/', {}, { a: '1' })).status === 403);
    },
  },
  {
    name: 'planted-cookie',
    story: 'plants a CSRF cookie from a neighbouring site, and sends a form that fits it',
    row: 24,
    async play(target: Target): Promise<Outcome> {
      const victim = await target.openLogin();
      if (victim === undefined) return 'not there yet';
      const planted = 'a'.repeat(32);
      victim.cookies.set('csrftoken', planted);
      const form = { ...USER, csrfmiddlewaretoken: planted };
      const foreign = { Origin: 'http://neighbour.example' };
      return holdsIf((await victim.send('/login/', foreign, form)).status === 403);
    },
  },
  {
    name: 'fall-through',
    story: 'sends credentials that are bad next to a cookie that is good',
    row: 5,
    async play(target: Target): Promise<Outcome> {
      const visitor = await target.logIn();
      if (visitor === undefined) return 'not there yet';
      const { status } = await visitor.send('/home/', { Authorization: 'Basic cm9vdDpub3Bl' });
      return holdsIf(status === 401);
    },
  },
  {
    name: 'password-in-address',
    story: 'gets a password taken from the address, where logs keep it',
    row: 6,
    async play(target: Target): Promise<Outcome> {
      const visitor = await target.openLogin();
      if (visitor === undefined) return 'not there yet';
      await visitor.submit(`/login/?username=${USER.username}&password=${USER.password}`);
      return holdsIf((await visitor.send('/home/')).status !== 200);
    },
  },
  {
    name: 'clickjacking',
    story: 'frames the login page in a page of another site',
    row: 47,
    async play(target: Target): Promise<Outcome> {
      const { ok, headers } = await target.send('/login/');
      if (!ok) return 'not there yet';
      const policy = headers.get('Content-Security-Policy') ?? '';
      return holdsIf(headers.has('X-Frame-Options') || policy.includes('frame-ancestors'));
    },
  },
];
