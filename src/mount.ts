import type { Express, Request } from 'express';
import { trustProxies } from './http/client-address.ts';
import { StartupError } from './http/errors.ts';
import type { SitePaths } from './http/site-paths.ts';

interface MountSettings {
  readonly LOGIN_REDIRECT_URL: string;
  readonly TRUST_PROXY?: unknown;
}

/**
 * Finds out below which path an app of routes is mounted, so that links, redirects and forms lead
 * there from everywhere, also from routes that are not among them.
 *
 * @returns `pathsFor`: where things are. It is one object from the mount on. Where the routes are mounted
 *   on a Router, which tells nobody, the first request that goes through them does.
 * @throws {StartupError} while the app is built, when they are mounted twice, or below a pattern.
 */
export function watchMount(
  routes: Express,
  { LOGIN_REDIRECT_URL: homePath, TRUST_PROXY }: MountSettings,
): { pathsFor: (request: Request) => SitePaths } {
  let paths: SitePaths = { basePath: '', homePath };
  let isMounted = false;
  // Before Express's own, which makes the parent's prototypes those of the routes.
  routes.prependListener('mount', (app) => {
    const parent = app as Express;
    const { mountpath } = routes;
    if (isMounted) throw new StartupError('The routes are mounted twice; mount them once.');
    if (typeof mountpath !== 'string' || /[:*{}()]/.test(mountpath)) {
      throw new StartupError(
        'The routes are mounted below a pattern; name one path, such as /auth.',
      );
    }
    isMounted = true;
    paths = { basePath: routes.path().replace(/\/+$/, ''), homePath };
    if (TRUST_PROXY !== undefined) trustProxies(parent, TRUST_PROXY);
  });
  routes.on('mount', (app) => {
    // Requests keep their prototypes: changing those is slow, and ours are the parent's anyway.
    const { request, response } = app as Express;
    Object.assign(routes, { request, response });
  });
  return {
    pathsFor: (request) => {
      if (!isMounted && request.baseUrl !== paths.basePath && request.app === routes) {
        paths = { basePath: request.baseUrl, homePath };
      }
      return paths;
    },
  };
}
