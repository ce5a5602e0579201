import type { Request, RequestHandler } from 'express';

/** A page on which the users of a scheme create credentials for their programs. */
export interface NewCredentialPage {
  /** Below `/account/`, with a slash at its end. */
  readonly path: string;
  /** What a link to it says. */
  readonly label: string;
  /** Whether whoever sends the request may create any. */
  readonly isOffered: (request: Request) => boolean;
  /** What answers there once the request is authenticated. */
  readonly page: RequestHandler;
}
