import type { Response } from 'express';
import { COMMON_HEADERS } from './answer.ts';

/** Ends the answer with 204: done, and nothing to say. */
export function sendNoContent(response: Response): void {
  response.writeHead(204, COMMON_HEADERS).end();
}
