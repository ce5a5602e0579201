import { Router } from 'express';
import type { RequestHandler } from 'express';
import { makeOptional } from '../../auth/optional-guard.ts';
import { rooms } from '../../auth/rooms.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Dependencies } from '../../server/dependencies.ts';
import { sendJson } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { prefersHtml } from '../../http/negotiation.ts';
import { originOf } from '../../http/origin.ts';
import { live } from './live/live.ts';
import { ownAddress } from './live/own-address.ts';
import { provideFormFields } from '../layout/form.tsx';
import { COPY_HEADERS, sendPage } from '../layout/page.tsx';
import { StartPage } from './start-page.tsx';

/** Where programs find what is here, by what it is. */
const INDEX = {
  home: '/home/',
  account: '/account/',
  docs: '/docs/',
  openapi: '/openapi.json',
};

/**
 * `/`: all schemes side by side; for programs, what is where. In development people can watch each of
 * them at work, below `/live/`.
 *
 * @param guard lets only authenticated requests through.
 */
export function start(
  dependencies: Dependencies,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const router = Router({ caseSensitive: true });
  const formFields = provideFormFields(schemes);
  const openRooms = rooms.filter((room) => schemes.some(({ name }) => name === room.name));
  const lessons = openRooms.map(({ name, lesson }) => ({ name, ...lesson }));
  // The page shows what Server-Timing says, and it is as much of a help to an attacker.
  const isLive = dependencies.config.NODE_ENV === 'development';

  router.all(
    '/',
    makeOptional(guard),
    index,
    formFields,
    endpoint({
      GET(request, response) {
        const origin = originOf(request) ?? ownAddress(request);
        const page = StartPage({ request, origin, lessons, isLive });
        sendPage(response, 200, page, COPY_HEADERS);
      },
    }),
  );
  if (!isLive) return router;

  for (const { name, tour } of openRooms) {
    const scheme = schemes.find((each) => each.name === name);
    if (scheme === undefined) continue;
    router.all(`/live/${name}`, guard, formFields, live(dependencies, { scheme, tour, schemes }));
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
  const addresses = Object.entries(INDEX).map(([name, path]) => [name, `${origin}${path}`]);
  sendJson(response, 200, Object.fromEntries(addresses));
};
