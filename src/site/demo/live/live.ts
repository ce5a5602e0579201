import type { Request, RequestHandler } from 'express';
import { userOf } from '../../../auth/authenticated.ts';
import type { NamedCredential } from '../../../auth/named-credentials.ts';
import type { Scheme } from '../../../auth/scheme.ts';
import type { Tour } from '../guided-tour.ts';
import type { Services } from '../../../auth/services.ts';
import { readBody } from '../../../http/body.ts';
import { endpoint } from '../../../http/endpoint.ts';
import { readFields } from '../../../http/fields.ts';
import { hostOf } from '../../../http/origin.ts';
import { sitePathsOf } from '../../../http/site-paths.ts';
import { ValidationError } from '../../../http/validation-error.ts';
import { Throttled } from '../../../throttle/throttled.ts';
import { sendPage } from '../../../layout/page.tsx';
import { RecordingGuide } from './guide.ts';
import { LivePage } from './live-page.tsx';
import { ownAddress } from './own-address.ts';

/** After so many milliseconds a tour that is still under way is given up. */
const DEADLINE = 30_000;

/** What one page shows at work, among all schemes that are open. */
export interface LiveOptions {
  readonly scheme: Scheme;
  readonly tour: Tour;
  readonly schemes: readonly Scheme[];
}

/**
 * `/live/<scheme>/`: sends this server the requests of a scheme's tour, in the name of the user who
 * asks for it, and shows what went over the wire. The password is asked for, because the tour logs in
 * with it; it is checked first, as one of the user's own attempts.
 */
export function live(
  { credentials }: Pick<Services, 'credentials'>,
  options: LiveOptions,
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

  return endpoint({
    GET(request, response) {
      sendPage(response, 200, LivePage({ ...options, request }));
    },

    async POST(request, response) {
      let password: string;
      try {
        password = await checkPassword(request);
      } catch (error) {
        if (error instanceof Throttled) {
          const { seconds, explanation } = error;
          response.set('Retry-After', String(seconds));
          sendPage(response, 429, LivePage({ ...options, request, problems: [explanation] }));
        } else if (error instanceof ValidationError) {
          const problems = error.body.password ?? [];
          sendPage(response, 400, LivePage({ ...options, request, problems }));
        } else throw error;
        return;
      }
      const before = await listCredentials(options.scheme, request);
      const exchanges = await run(options, request, password);
      const known = new Set(before.map(({ id }) => id));
      const after = await listCredentials(options.scheme, request);
      const left = after.filter(({ id }) => !known.has(id));
      const page = LivePage({ ...options, request, run: { password, exchanges, left } });
      sendPage(response, 200, page);
    },
  });
}

/** What the user has let programs in by, of this scheme. */
async function listCredentials(
  { namedCredentials }: Scheme,
  request: Request,
): Promise<readonly NamedCredential[]> {
  return (await namedCredentials?.list(userOf(request))) ?? [];
}

async function run(
  { scheme, tour }: LiveOptions,
  request: Request,
  password: string,
): Promise<RecordingGuide['exchanges']> {
  const user = userOf(request);
  const guide = new RecordingGuide({
    username: user.username,
    password,
    scheme,
    origin: ownAddress(request),
    basePath: sitePathsOf(request).basePath,
    // It has been found to be ours, which the address alone need not be.
    host: hostOf(request),
    expired: scheme.expired?.bind(scheme, user),
    signal: AbortSignal.timeout(DEADLINE),
  });
  await tour.lead(guide);
  return guide.exchanges;
}
