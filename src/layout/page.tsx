import type { Response } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { COMMON_HEADERS } from '../http/answer.ts';
import { inVisit, Navigation, useSitePaths } from './navigation.tsx';

/**
 * Sent with every page: nothing from elsewhere, no script, no frame, forms to ourselves alone. The
 * style sheet draws its icons from data: URLs.
 */
const PAGE_HEADERS = {
  ...COMMON_HEADERS,
  'Content-Type': 'text/html; charset=utf-8',
  // A window that another site has opened on us, or we on it, is out of its reach.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
};

/** In place of the usual ones on a page that has something to copy, which takes a script of ours. */
export const COPY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/**
 * Ends the answer with a page.
 *
 * @param headers in place of the usual ones.
 */
export function sendPage(
  response: Response,
  status: number,
  page: VNode,
  headers: Readonly<Record<string, string>> = {},
): void {
  const html = `<!doctype html>${renderToString(inVisit(response, page))}`;
  response.writeHead(status, {
    ...PAGE_HEADERS,
    ...headers,
    'Content-Length': Buffer.byteLength(html),
  });
  response.end(html);
}

interface PageProperties {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** What all pages have around them. */
export function Page({ title, children }: PageProperties): VNode {
  const { basePath } = useSitePaths();
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · expressauth101`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${basePath}/static/pico.classless.min.css`} />
        <link rel="stylesheet" href={`${basePath}/static/page.css`} />
      </head>
      <body>
        <Navigation />
        <main>{children}</main>
      </body>
    </html>
  );
}

/** A script of ours; the page has to be sent with {@link COPY_HEADERS}. */
export function Script({ file }: { readonly file: string }): VNode {
  return <script src={`${useSitePaths().basePath}/static/${file}`} type="module" />;
}
