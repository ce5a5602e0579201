import type { Request, Response } from 'express';

/** Looks at a request before anything is done for it. It throws what refuses the request, and else returns. */
export type Check = (request: Request, response: Response) => void;

const HEALTH = /^\/(?:healthz|readyz)\/?$/;

/**
 * Whether a proxy or a balancer asks how the server is: mostly without TLS, and by its address, so that
 * the checks of both let it through.
 */
export function isHealthCheck({ baseUrl, path }: Request): boolean {
  return HEALTH.test(baseUrl + path);
}

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Whether a request may change something. */
export function isUnsafe({ method }: { readonly method: string }): boolean {
  return !SAFE_METHODS.has(method);
}
