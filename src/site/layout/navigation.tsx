import type { Request, Response } from 'express';
import { createContext } from 'preact';
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { Scheme } from '../../auth/scheme.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Those that are open, for the links of pages. */
      schemes?: readonly Scheme[];
    }
  }
}

interface Link {
  readonly label: string;
  readonly path: string;
}

/** The links of a page, and which of them leads to it. */
interface Visit {
  readonly links: readonly Link[];
  /** With a slash at its end. */
  readonly path: string;
}

const VisitContext = createContext<Visit>({ links: [], path: '' });

/** Lets a page know what it is an answer to. */
export function inVisit({ req: request, app }: Response, page: VNode): VNode {
  const [path = ''] = request.originalUrl.split(/[?#]/, 1);
  const place = withSlash(path);
  const { schemes = [] }: Express.Locals = app.locals;
  const links = linksFor(request, place, schemes);
  return <VisitContext.Provider value={{ links, path: place }}>{page}</VisitContext.Provider>;
}

/** Where to go from every page. */
export function Navigation(): VNode {
  const { links, path } = useContext(VisitContext);
  return (
    <header>
      <nav aria-label="Main">
        <ul>
          {links.map((link) => (
            <li>
              <a href={link.path} aria-current={link.path === path ? 'page' : undefined}>
                {link.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

/** Logging in is offered where it is known that nobody is, and on its own page; logging out to who is. */
function linksFor(request: Request, place: string, schemes: readonly Scheme[]): Link[] {
  const { user, scheme } = request;
  const isAnonymous = user === undefined && 'claimedScheme' in request;
  const loginPath = schemes.find((each) => each.loginPath !== undefined)?.loginPath;
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
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
