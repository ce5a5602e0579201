import type { Request } from 'express';

const PATHS = /^\/(?:healthz|readyz)\/?$/;

/** Whether a proxy or a balancer asks how the server is: mostly without TLS, and by its address. */
export function isHealthCheck({ baseUrl, path }: Request): boolean {
  return PATHS.test(baseUrl + path);
}
