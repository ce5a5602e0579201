import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { VNode } from 'preact';
import { sendJsonText } from '../../http/answer.ts';
import { routeTable } from '../../http/route-table.ts';
import type { RouteTable } from '../../http/route-table.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Navigation, useSitePaths } from '../../layout/navigation.tsx';
import { sendPage } from '../../layout/page.tsx';
import { STATIC_OPTIONS } from '../../layout/static.ts';
import { describeServer } from './document.ts';
import type { Described } from './document.ts';

/**
 * Looser than for other pages by what Swagger UI needs: it is a script, it asks this server, and it
 * writes style attributes, which `style-src` cannot allow one by one.
 */
const DOCS_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
    "img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; " +
    "frame-ancestors 'none'",
};

/**
 * `/openapi.json`, and `/docs/`, where Swagger UI shows it.
 *
 * @param optional knows the user, for the links at the top of the page.
 */
export function docs(described: Described, optional: RequestHandler): RequestHandler[] {
  // The same for everybody, and anybody may ask for it as often as they like.
  let description: string | undefined;
  const document: RouteTable = {
    '/openapi.json': {
      GET(request, response) {
        description ??= JSON.stringify(describeServer(described, sitePathsOf(request).basePath));
        sendJsonText(response, 200, description);
      },
    },
  };
  const page: RouteTable = {
    '/docs': {
      GET(_request, response) {
        sendPage(response, 200, <DocsPage />, DOCS_HEADERS);
      },
    },
  };
  return [routeTable(document), routeTable(page, optional)];
}

const { resolve } = createRequire(import.meta.url);

/** What that page loads, under `/static/`; of Swagger UI's files no others, for some load from elsewhere. */
export const docsFiles = Router({ caseSensitive: true });
docsFiles.use(express.static(join(import.meta.dirname, 'static'), STATIC_OPTIONS));
docsFiles.get(
  ['/swagger-ui.css', '/swagger-ui-bundle.js'],
  express.static(dirname(resolve('swagger-ui-dist/swagger-ui.css')), STATIC_OPTIONS),
);

/** A page of its own, for Swagger UI's style sheet and ours do not get along. */
function DocsPage(): VNode {
  const { basePath } = useSitePaths();
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API · expressauth101</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${basePath}/static/swagger-ui.css`} />
        <link rel="stylesheet" href={`${basePath}/static/docs.css`} />
        <script src={`${basePath}/static/swagger-ui-bundle.js`} defer />
        <script src={`${basePath}/static/docs.js`} type="module" />
      </head>
      <body>
        <Navigation />
        <noscript>
          This page is a script. Without one, read <Anchor to="/openapi.json">/openapi.json</Anchor>
          .
        </noscript>
        <main id="docs" data-description={`${basePath}/openapi.json`} />
      </body>
    </html>
  );
}
