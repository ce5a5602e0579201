import type { Express, Response } from 'express';
import type { Check } from './check.ts';

/** `writeHead` in all its forms: headers come last, as an object or a flat list, or not at all. */
type WriteHead = (this: Response, status: number, ...rest: unknown[]) => Response;

/** Marks the answers of an app that has {@link defaultHeaders}. */
const HAS_DEFAULTS = Symbol('default headers');

/** What every answer says unless it says otherwise: caches keep nothing, and browsers do not guess its type. */
const DEFAULTS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/**
 * Puts headers into answers that this server does not write itself, such as a handler's
 * `response.json()`: what stands behind a login is for nobody to store (RFC 9111 §5.2.2.5).
 */
export function defaultHeaders(app: Express): void {
  const prototype = app.response as unknown as { writeHead: WriteHead };
  const { writeHead } = prototype;
  Object.defineProperty(prototype, HAS_DEFAULTS, { value: true });
  prototype.writeHead = function (status, ...rest) {
    // A flat list comes from `sendJson`, and has these.
    if (!Array.isArray(rest.at(-1))) {
      for (const [name, value] of Object.entries(DEFAULTS)) {
        if (!this.hasHeader(name)) this.setHeader(name, value);
      }
    }
    return writeHead.call(this, status, ...rest);
  };
}

/** Puts the same into the answer to one request, in an app that does not do so for all. */
export const keepPrivate: Check = (_request, response) => {
  if (!(HAS_DEFAULTS in response)) response.set(DEFAULTS);
};

/**
 * Adds headers to every answer of an app, also to those that its handlers write. All of them go
 * through the `writeHead` that their common prototype has here. A `setHeader` beforehand would do,
 * too, but make Node merge the two lists one header at a time.
 *
 * @param headersOf an answer's additional headers, flat.
 */
export function addHeaders(app: Express, headersOf: (response: Response) => string[]): void {
  const prototype = app.response as unknown as { writeHead: WriteHead };
  const { writeHead } = prototype;
  prototype.writeHead = function (status, ...rest) {
    const added = headersOf(this);
    const last = rest.length - 1;
    const headers = rest[last];
    if (Array.isArray(headers)) {
      rest[last] = headers.concat(added);
    } else {
      for (let at = 0; at < added.length; at += 2) {
        const [name = '', value = ''] = added.slice(at, at + 2);
        this.setHeader(name, value);
      }
    }
    return writeHead.call(this, status, ...rest);
  };
}
