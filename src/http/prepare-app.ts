import type { Express } from 'express';
import { defaultHeaders } from './head.ts';

/**
 * Sets up an app that is a whole server: strict paths and queries, and headers that every answer has.
 */
export function prepareApp(app: Express): void {
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  defaultHeaders(app);
}
