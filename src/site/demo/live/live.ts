import type { Request, RequestHandler } from 'express';
import { userOf } from '../../../auth/authenticated.ts';
import type { Scheme } from '../../../auth/scheme.ts';
import type { Services } from '../../../auth/services.ts';
import { readBody } from '../../../http/body.ts';
import { readFields, ValidationError } from '../../../http/fields.ts';
import { hostOf, ownAddress } from '../../../http/origin.ts';
import { sitePathsOf } from '../../../http/site-paths.ts';
import { formPage } from '../../../layout/form-page.ts';
import { sendPage } from '../../../layout/page.tsx';
import { loginOf } from '../../../users/login-fields.ts';
import { listCredentials } from '../../account/credential-list.tsx';
import type { ShownScheme } from '../../scheme-site.ts';
import { recordingGuide } from './guide.ts';
import type { Exchange, GuideOptions } from './guide.ts';
import { LivePage, PasswordPage } from './live-page.tsx';
import type { Run } from './live-page.tsx';

/** After so many milliseconds the tours that are still under way are given up. */
const DEADLINE = 30_000;

/** What a page shows at work, among all schemes that are open. */
export interface LiveOptions {
  readonly shown: readonly ShownScheme[];
  readonly schemes: readonly Scheme[];
  /** Of the page, with a slash at its end. */
  readonly path: string;
}

/**
 * `/live/` and `/live/<scheme>/`: sends this server the requests of each scheme's tour, in the name of
 * the user who asks for it, and shows what went over the wire. The password is asked for, because the
 * tours log in with it; it is checked first, as at a login.
 */
export function live(
  { credentials, users }: Pick<Services, 'credentials' | 'users'>,
  { shown, schemes, path }: LiveOptions,
): RequestHandler {
  /** @throws {ValidationError} when it is not the user's. */
  async function checkPassword(request: Request): Promise<string> {
    const fields = { password: { trim: false } };
    const { password } = readFields(await readBody(request), fields);
    const user = userOf(request);
    if ((await credentials.check(user, password, request))?.id !== user.id) {
      throw new ValidationError({ password: ['This is not your password.'] });
    }
    return password;
  }

  return formPage({
    find: () => shown,

    show: ({ request, problems }) => PasswordPage({ request, shown, path, problems }),

    async submit(request) {
      const password = await checkPassword(request);
      const signal = AbortSignal.timeout(DEADLINE);
      const runs: Run[] = [];
      const login = loginOf(userOf(request), users.loginFields);
      for (const each of shown) runs.push(await run(each, request, { login, password }, signal));
      return { password, runs };
    },

    then: (response, { password, runs }) => {
      sendPage(response, 200, LivePage({ password, runs, schemes, path }));
    },
  });
}

async function run(
  { scheme, site }: ShownScheme,
  request: Request,
  typed: Pick<GuideOptions, 'login' | 'password'>,
  signal: AbortSignal,
): Promise<Run> {
  const user = userOf(request);
  const before = await listCredentials([scheme], user);
  const exchanges: Exchange[] = [];
  const options = {
    username: user.username,
    ...typed,
    scheme,
    origin: ownAddress(request),
    basePath: sitePathsOf(request).basePath,
    // It has been found to be ours, which the address alone need not be.
    host: hostOf(request),
    expired: scheme.expired?.bind(scheme, user),
    signal,
  };
  await site.tour.lead(recordingGuide(options, exchanges));
  const known = new Set(before.map(({ id }) => id));
  const left = (await listCredentials([scheme], user)).filter(({ id }) => !known.has(id));
  return { site, exchanges, left };
}
