import type { Request } from 'express';

/** Where things are, as clients see it. */
export interface SitePaths {
  /** Below which our own routes are, without a slash at its end; empty where they are at the root. */
  readonly basePath: string;
  /** Where people go after a login (LOGIN_REDIRECT_URL): as it is, for it need not be one of ours. */
  readonly homePath: string;
}

declare global {
  namespace Express {
    interface Request {
      sitePaths?: SitePaths;
      /** Those of the instance whose checks the request has passed. */
      passedChecksOf?: SitePaths;
    }
  }
}

/** Where things are at the root of a server of their own. */
const AT_ROOT: SitePaths = { basePath: '', homePath: '/home/' };

/** Where things are, for the answer to a request. */
export function sitePathsOf({ sitePaths = AT_ROOT }: Request): SitePaths {
  return sitePaths;
}

/**
 * The request's path as our routes know it: without what stands before them all.
 *
 * @returns undefined for a path that none of them can have.
 */
export function pathWithin(request: Request): string | undefined {
  const path = request.baseUrl + request.path;
  const { basePath } = sitePathsOf(request);
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
}
