import type { Request, Response } from 'express';
import { createContext } from 'preact';
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

/** Where a page leads. */
export interface Link {
  readonly label: string;
  readonly path: string;
}

/**
 * The links that a page has at its top.
 *
 * @param place the path of the page, with a slash at its end.
 */
export type LinksFor = (request: Request, place: string) => readonly Link[];

declare global {
  namespace Express {
    interface Locals {
      linksFor?: LinksFor;
    }
  }
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
  const [address = ''] = request.originalUrl.split(/[?#]/, 1);
  const path = address.endsWith('/') ? address : `${address}/`;
  const { linksFor }: Express.Locals = app.locals;
  const links = linksFor?.(request, path) ?? [];
  return <VisitContext.Provider value={{ links, path }}>{page}</VisitContext.Provider>;
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
