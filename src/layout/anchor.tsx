import type { ComponentChildren, VNode } from 'preact';
import { useSitePaths } from './navigation.tsx';

interface AnchorProperties {
  /** One of our own paths, wherever they all are; or what follows it, `?…` or `#…`. */
  readonly to: string;
  readonly children: ComponentChildren;
  readonly rel?: 'prev' | 'next';
  readonly 'aria-label'?: string;
}

/** A link within our own pages. */
export function Anchor({ to, children, ...attributes }: AnchorProperties): VNode {
  const { basePath } = useSitePaths();
  return (
    <a {...attributes} href={to.startsWith('/') ? basePath + to : to}>
      {children}
    </a>
  );
}

/** The same in a line of its own. */
export function AnchorLine(properties: AnchorProperties): VNode {
  return (
    <p>
      <Anchor {...properties} />
    </p>
  );
}

/** A link to where people go after a login. */
export function HomeAnchor({ children }: { readonly children: ComponentChildren }): VNode {
  return <a href={useSitePaths().homePath}>{children}</a>;
}
