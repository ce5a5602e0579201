import type { Response } from 'express';
import { sitePathsOf } from './site-paths.ts';

/** Keeps other sites' pages from loading an answer as a part of theirs, where its bytes could leak. */
export const OWN_SITE_ONLY = { 'Cross-Origin-Resource-Policy': 'same-origin' };

/**
 * Sent with every answer but static files: not stored (RFC 6749 §5.1), not sniffed, not framed, runs
 * nothing.
 */
export const COMMON_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  ...OWN_SITE_ONLY,
};

/** Flat, for Node writes names and values in a list twice as fast as those of an object. */
const JSON_HEADERS = Object.entries({
  ...COMMON_HEADERS,
  'Content-Type': 'application/json',
}).flat();

/**
 * Ends the answer with a JSON body. It does what `response.json` does, less the ETag, which an answer
 * that nobody may store has no use for.
 *
 * @param status HTTP status code.
 * @param body anything `JSON.stringify` takes.
 */
export function sendJson(response: Response, status: number, body: unknown): void {
  sendJsonText(response, status, JSON.stringify(body));
}

/** Ends the answer with a body that is JSON already. */
export function sendJsonText(response: Response, status: number, text: string): void {
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, [...JSON_HEADERS, 'Content-Length', length]);
  response.end(text);
}

/** Ends the answer by sending the client on with GET, as after a form, to one of our own paths. */
export function redirect(response: Response, path: string): void {
  redirectTo(response, sitePathsOf(response.req).basePath + path);
}

/** Sends the client on with GET, to any address. */
export function redirectTo(response: Response, location: string): void {
  response.writeHead(302, { ...COMMON_HEADERS, Location: location, 'Content-Length': 0 }).end();
}

/** Ends the answer with 204: done, and nothing to say. */
export function sendNoContent(response: Response): void {
  response.writeHead(204, COMMON_HEADERS).end();
}
