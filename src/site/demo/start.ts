import { Router } from 'express';
import type { RequestHandler } from 'express';
import { makeOptional } from '../../auth/optional-guard.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { sendJson } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { prefersHtml } from '../../http/negotiation.ts';
import { originOf } from '../../http/origin.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { live } from './live/live.ts';
import { ownAddress } from './live/own-address.ts';
import { provideFormFields } from '../../auth/form-fields.ts';
import { COPY_HEADERS, sendPage } from '../../layout/page.tsx';
import { shownSchemes } from '../schemes.ts';
import { StartPage } from './start-page.tsx';

/** Where programs find what is here, by what it is. */
const INDEX = {
  home: '/home/',
  account: '/account/',
  docs: '/docs/',
  openapi: '/openapi.json',
};

/** What the pages need beside the schemes. */
export interface StartOptions extends Pick<Services, 'credentials'> {
  /**
   * Whether people can watch each scheme at work, below `/live/`. Those pages show what Server-Timing
   * says, which is as much of a help to an attacker.
   */
  readonly isLive: boolean;
}

/**
 * `/`: all schemes side by side; for programs, what is where.
 *
 * @param guard lets only authenticated requests through.
 */
export function start(
  { credentials, isLive }: StartOptions,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const router = Router({ caseSensitive: true });
  const formFields = provideFormFields(schemes);
  const shown = shownSchemes(schemes);

  router.all(
    '/',
    makeOptional(guard),
    index,
    formFields,
    endpoint({
      GET(request, response) {
        const { basePath } = sitePathsOf(request);
        const address = (originOf(request) ?? ownAddress(request)) + basePath;
        const page = StartPage({ request, address, shown, isLive });
        sendPage(response, 200, page, COPY_HEADERS);
      },
    }),
  );
  if (!isLive) return router;

  for (const { scheme, site } of shown) {
    const page = live({ credentials }, { scheme, tour: site.tour, schemes });
    router.all(`/live/${scheme.name}`, guard, formFields, page);
  }
  return router;
}

/** For who does not ask for a page. */
const index: RequestHandler = (request, response, next) => {
  if (!['GET', 'HEAD'].includes(request.method) || prefersHtml(request)) {
    next();
    return;
  }
  // Where the request names no host, the addresses are relative.
  const origin = originOf(request) ?? '';
  const { basePath } = sitePathsOf(request);
  const addresses = Object.entries(INDEX).map(([name, path]) => [name, origin + basePath + path]);
  sendJson(response, 200, Object.fromEntries(addresses));
};
