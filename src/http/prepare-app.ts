import type { Express } from 'express';
import { trustNormalAddresses } from './client-address.ts';
import { defaultHeaders } from './head.ts';

/**
 * Sets up an app that is a whole server: strict paths and queries, proxies that are trusted, headers
 * that every answer has.
 *
 * @param trustProxy as Express's `trust proxy`; undefined trusts none.
 */
export function prepareApp(app: Express, trustProxy: unknown): void {
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustProxy ?? false);
  trustNormalAddresses(app);
  defaultHeaders(app);
}
