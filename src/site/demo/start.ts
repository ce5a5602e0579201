import type { Request, RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { sendJson } from '../../http/answer.ts';
import type { MethodHandlers } from '../../http/endpoint.ts';
import { prefersHtml } from '../../http/negotiation.ts';
import { originOf, ownAddress } from '../../http/origin.ts';
import { routeTable } from '../../http/route-table.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { live } from './live/live.ts';
import { provideFormFields } from '../../auth/authenticated.ts';
import { COPY_HEADERS, sendPage } from '../../layout/page.tsx';
import { shownSchemes } from '../schemes.ts';
import { SchemePage } from './scheme-page.tsx';
import { StartPage } from './start-page.tsx';

/** Where programs find what is here, by what it is. */
const INDEX = {
  home: '/home/',
  account: '/account/',
  docs: '/docs/',
  openapi: '/openapi.json',
};

export interface StartOptions extends Pick<Services, 'credentials' | 'users'> {
  /**
   * Whether people can watch each scheme at work, below `/live/`. Those pages show what Server-Timing
   * says, which is as much of a help to an attacker.
   */
  readonly isLive: boolean;
}

/** `/`: all schemes side by side; for programs, what is where. `/schemes/<scheme>/`: each in detail. */
export function start(
  { isLive, ...services }: StartOptions,
  schemes: readonly Scheme[],
  { required, optional }: Readonly<Record<'required' | 'optional', RequestHandler>>,
): RequestHandler[] {
  const shown = shownSchemes(schemes);
  const pages: Record<string, MethodHandlers> = {
    '/': {
      GET(request, response) {
        const isLoggedIn = request.user !== undefined;
        if (prefersHtml(request)) sendPage(response, 200, StartPage({ shown, isLive, isLoggedIn }));
        else sendJson(response, 200, indexOf(request));
      },
    },
  };
  const livePages: Record<string, RequestHandler> = {
    '/live': live(services, { shown, schemes, path: '/live/' }),
  };
  for (const each of shown) {
    const { name } = each.scheme;
    pages[`/schemes/${name}`] = {
      GET(request, response) {
        const address = addressOf(request, originOf(request) ?? ownAddress(request));
        const { username = 'root' } = request.user ?? {};
        const page = SchemePage({ shown: each, address, username, isLive });
        sendPage(response, 200, page, COPY_HEADERS);
      },
    };
    const options = { shown: [each], schemes, path: `/live/${name}/` };
    livePages[`/live/${name}`] = live(services, options);
  }
  const open = routeTable(pages, optional);
  return isLive ? [open, routeTable(livePages, required, provideFormFields(schemes))] : [open];
}

/** For programs. Where the request names no host, the addresses are relative. */
function indexOf(request: Request): Record<string, string> {
  const address = addressOf(request, originOf(request) ?? '');
  const addresses = Object.entries(INDEX).map(([name, path]) => [name, `${address}${path}`]);
  return Object.fromEntries(addresses) as Record<string, string>;
}

function addressOf(request: Request, origin: string): string {
  return origin + sitePathsOf(request).basePath;
}
