import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';

/** What a scheme adds to the page `/account/`. */
export interface AccountSection {
  /** A section for the page itself. */
  show(request: Request): Promise<VNode>;
  /** Pages below it: path → what answers there once the request is authenticated. */
  readonly pages: Readonly<Record<string, RequestHandler>>;
}
