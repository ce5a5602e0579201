import type { Request } from 'express';

const HEALTH = /^\/(?:healthz|readyz)\/?$/;

/**
 * Whether a proxy or a balancer asks how the server is: mostly without TLS, and by its address, so that
 * the checks of both let it through.
 */
export function isHealthCheck({ baseUrl, path }: Request): boolean {
  return HEALTH.test(baseUrl + path);
}
