import type { Express, Request } from 'express';
import { trustProxies } from './http/client-address.ts';
import { StartupError } from './startup-error.ts';
import type { SitePaths } from './http/site-paths.ts';

interface MountSettings {
  readonly LOGIN_REDIRECT_URL: string;
  readonly TRUST_PROXY?: unknown;
}

const NOT_MOUNTED =
  "Mount the routes on an app, such as app.use('/auth', auth.routes): a Router does not tell them where they are.";

/**
 * Finds out below which path an app of routes is mounted, so that links, redirects and forms lead
 * there from everywhere, also from routes that are not among them.
 *
 * @returns `pathsFor`: where things are. It is one object, from the first request on: apps may be mounted on
 *   others until then.
 * @throws {StartupError} while the app is built, when they are mounted twice, or below a pattern; with the
 *   first request that goes through them, when they are mounted on a Router.
 */
export function watchMount(
  routes: Express,
  { LOGIN_REDIRECT_URL: homePath, TRUST_PROXY }: MountSettings,
): { pathsFor: (request: Request) => SitePaths } {
  let parent: Express | undefined;
  let paths: SitePaths | undefined;
  // Before Express's own, which makes the parent's prototypes those of the routes.
  routes.prependListener('mount', (app) => {
    const { mountpath } = routes;
    if (parent !== undefined)
      throw new StartupError('The routes are mounted twice; mount them once.');
    if (typeof mountpath !== 'string' || /[:*{}()\\]/.test(mountpath)) {
      throw new StartupError(
        'The routes are mounted below a pattern; name one path, such as /auth.',
      );
    }
    parent = app as Express;
    if (TRUST_PROXY !== undefined) trustProxies(parent, TRUST_PROXY);
  });
  routes.on('mount', (app) => {
    // Requests keep their prototypes: changing those is slow, and ours are the parent's anyway.
    const { request, response } = app as Express;
    Object.assign(routes, { request, response });
  });

  /** For guards in apps around the one that has the routes. */
  const trustInAll = (): void => {
    let app: unknown = Reflect.get(parent ?? {}, 'parent');
    while (isApp(app)) {
      trustProxies(app, TRUST_PROXY);
      app = Reflect.get(app, 'parent');
    }
  };
  return {
    pathsFor: (request) => {
      if (parent === undefined && request.app === routes) throw new StartupError(NOT_MOUNTED);
      if (paths === undefined) {
        paths = { basePath: routes.path().replace(/\/+$/, ''), homePath };
        if (TRUST_PROXY !== undefined) trustInAll();
      }
      return paths;
    },
  };
}

function isApp(value: unknown): value is Express {
  return typeof value === 'function' && 'set' in value;
}
