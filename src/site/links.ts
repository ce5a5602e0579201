import type { Scheme } from '../auth/scheme.ts';
import type { Link, LinksFor } from '../layout/navigation.tsx';

/**
 * Where pages lead. Logging in is offered where it is known that nobody is, and on its own page;
 * logging out to who is.
 *
 * @param schemes the open ones.
 */
export function siteLinks(schemes: readonly Scheme[]): LinksFor {
  const loginPath = schemes.find((each) => each.loginPath !== undefined)?.loginPath;
  return (request, place) => {
    const { user, scheme } = request;
    const isAnonymous = user === undefined && 'selectedScheme' in request;
    const logoutPath = schemes.find((each) => each.name === scheme)?.logoutPath;
    const links = [
      { label: 'Start', path: '/' },
      { label: 'Home', path: '/home/' },
      { label: 'Account', path: '/account/' },
      { label: 'Users', path: user?.isSuperuser ? '/admin/' : undefined },
      { label: 'API', path: '/docs/' },
      { label: 'Log out', path: logoutPath },
      { label: 'Log in', path: isAnonymous || loginPath === place ? loginPath : undefined },
    ];
    return links.filter((link): link is Link => link.path !== undefined);
  };
}
