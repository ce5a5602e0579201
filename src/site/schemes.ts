// What the site shows of each scheme, in the order in which it does.
import { basicSite } from '../auth/basic/site/index.ts';
import { jwtSite } from '../auth/jwt/site/index.ts';
import type { Scheme } from '../auth/scheme.ts';
import { sessionSite } from '../auth/session/site/index.ts';
import { tokenSite } from '../auth/token/site/index.ts';
import type { SchemeSite, ShownScheme } from './scheme-site.ts';

/** Of every scheme. */
export const schemeSites: readonly SchemeSite[] = [basicSite, sessionSite, tokenSite, jwtSite];

/** Of those that are open. A scheme from elsewhere need not have anything to show. */
export function shownSchemes(schemes: readonly Scheme[]): ShownScheme[] {
  return schemes.flatMap((scheme) => {
    const site = schemeSites.find(({ name }) => name === scheme.name);
    return site === undefined ? [] : [{ scheme, site }];
  });
}
