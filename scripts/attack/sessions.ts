import { attack } from './attack.ts';
import type { Attack } from './attack.ts';
import { USER } from './target.ts';

/** Against browsers that are logged in, or about to be. */
export const sessionAttacks: readonly Attack[] = [
  attack({
    name: 'fixation',
    story: 'knows the session from before a login, and uses it after',
    row: 20,
    given: (target) => target.logIn(),
    async holds(target, browser) {
      const known = browser.cookieHeader;
      await browser.submit('/login/', USER);
      return (await target.statusOf(known)) === 401;
    },
  }),
  attack({
    name: 'after-logout',
    story: 'uses a copied cookie after its owner has logged out',
    row: 21,
    given: (target) => target.logIn(),
    async holds(target, browser) {
      const copied = browser.cookieHeader;
      if ((await target.statusOf(copied)) !== 200) return false;
      await browser.submit('/logout/');
      return (await target.statusOf(copied)) === 401;
    },
  }),
  attack({
    name: 'forgery',
    story: "makes a visitor's browser send a form of another site's",
    row: 24,
    given: (target) => target.logIn(),
    holds: async (_target, browser) =>
      (await browser.send('/home/', {}, { a: '1' })).status === 403,
  }),
  attack({
    name: 'planted-cookie',
    story: 'plants a CSRF cookie from a neighbouring site, and sends a form that fits it',
    row: 24,
    given: (target) => target.openLogin(),
    async holds(_target, browser) {
      const planted = 'a'.repeat(32);
      browser.cookies.set('csrftoken', planted);
      const form = { ...USER, csrfmiddlewaretoken: planted };
      const foreign = { Origin: 'http://neighbour.example' };
      return (await browser.send('/login/', foreign, form)).status === 403;
    },
  }),
  attack({
    name: 'fall-through',
    story: 'sends credentials that are bad next to a cookie that is good',
    row: 5,
    given: (target) => target.logIn(),
    async holds(_target, browser) {
      const { status } = await browser.send('/home/', { Authorization: 'Basic cm9vdDpub3Bl' });
      return status === 401;
    },
  }),
  attack({
    name: 'password-in-address',
    story: 'gets a password taken from the address, where logs keep it',
    row: 6,
    given: (target) => target.openLogin(),
    async holds(_target, browser) {
      await browser.submit(`/login/?username=${USER.username}&password=${USER.password}`);
      return (await browser.send('/home/')).status !== 200;
    },
  }),
  attack({
    name: 'clickjacking',
    story: 'frames the login page in a page of another site',
    row: 47,
    given: (target) => target.openLogin(),
    async holds(target) {
      const { headers } = await target.send('/login/');
      const policy = headers.get('Content-Security-Policy') ?? '';
      return headers.has('X-Frame-Options') || policy.includes('frame-ancestors');
    },
  }),
];
