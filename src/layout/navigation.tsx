import type { Request, Response } from 'express';
import { createContext } from 'preact';
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { pathWithin, sitePathsOf } from '../http/site-paths.ts';
import type { SitePaths } from '../http/site-paths.ts';

/** Where a page leads. */
export interface Link {
  readonly label: string;
  /** One of our own paths. */
  readonly path: string;
  /** Whether it is none of ours, and stands for itself. */
  readonly isElsewhere?: boolean;
}

/**
 * The links that a page has at its top.
 *
 * @param path the path of the page, with a slash at its end.
 */
export type LinksFor = (request: Request, path: string) => readonly Link[];

declare global {
  namespace Express {
    interface Request {
      linksFor?: LinksFor;
    }
  }
}

/** The links of a page, which of them leads to it, and where things are. */
interface Visit {
  readonly links: readonly Link[];
  /** With a slash at its end. */
  readonly path: string;
  readonly paths: SitePaths;
}

const VisitContext = createContext<Visit | undefined>(undefined);

/** Lets a page know what it is an answer to. */
export function inVisit({ req: request }: Response, page: VNode): VNode {
  const address = pathWithin(request) ?? request.baseUrl + request.path;
  const path = address.endsWith('/') ? address : `${address}/`;
  const links = request.linksFor?.(request, path) ?? [];
  const visit = { links, path, paths: sitePathsOf(request) };
  return <VisitContext.Provider value={visit}>{page}</VisitContext.Provider>;
}

function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (visit === undefined) throw new TypeError('a page is to be sent by sendPage');
  return visit;
}

/** Where things are, for the page that is being made. */
export function useSitePaths(): SitePaths {
  return useVisit().paths;
}

/** Where to go from every page. */
export function Navigation(): VNode {
  const { links, path, paths } = useVisit();
  return (
    <header>
      <nav aria-label="Main">
        <ul>
          {links.map((link) => (
            <li>
              <a
                href={link.isElsewhere === true ? link.path : paths.basePath + link.path}
                aria-current={link.path === path ? 'page' : undefined}
              >
                {link.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
