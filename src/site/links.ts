import type { Scheme } from '../auth/scheme.ts';
import type { Link, LinksFor } from '../layout/navigation.tsx';

/**
 * Where pages lead. Logging in is offered where it is known that nobody is logged in, and on its own
 * page; logging out to a user who is.
 *
 * @param schemes the open ones.
 * @param pages the groups of pages that there are.
 * @param others links that come first.
 */
export function siteLinks(
  schemes: readonly Scheme[],
  pages: readonly string[],
  others: readonly Link[] = [],
): LinksFor {
  const loginPath = schemes.find((each) => each.loginPath !== undefined)?.loginPath;
  const has = (group: string): boolean => pages.includes(group);
  return (request, path) => {
    const { user, scheme } = request;
    const isAnonymous = user === undefined && 'selectedScheme' in request;
    const logoutPath = schemes.find((each) => each.name === scheme)?.logoutPath;
    const links = [
      { label: 'Account', path: has('account') ? '/account/' : undefined },
      { label: 'Users', path: has('admin') && user?.isSuperuser ? '/admin/' : undefined },
      { label: 'API', path: has('docs') ? '/docs/' : undefined },
      { label: 'Log out', path: logoutPath },
      { label: 'Log in', path: isAnonymous || loginPath === path ? loginPath : undefined },
    ];
    return [...others, ...links.filter((link): link is Link => link.path !== undefined)];
  };
}
