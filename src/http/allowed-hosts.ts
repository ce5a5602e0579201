import type { Logger } from 'pino';
import { boundedCache } from '../bounded-cache.ts';
import { isHealthCheck } from './check.ts';
import type { Check } from './check.ts';
import { HttpError } from './http-error.ts';
import { cleanText } from './client.ts';
import { hostnameOf, hostOf } from './origin.ts';

/** How many hosts are remembered, of those that were asked for. */
const CACHE_SIZE = 1000;

/** Milliseconds between two lines about hosts that are not ours. */
const LOG_INTERVAL = 1000;

const EXPLANATION =
  'The address leads here, but this server does not go by that name. Check what stands in the ' +
  'address bar.';

/**
 * Whether a host is among those of ALLOWED_HOSTS, with Django's rules: `example.com` is that name
 * alone, `.example.com` that and every name below it, `*` any. The port does not matter.
 */
export function hostMatcher(allowed: readonly string[]): (host: string) => boolean {
  if (allowed.includes('*')) return () => true;
  const names = new Set(allowed.map((pattern) => pattern.replace(/^\./, '')));
  const domains = allowed.filter((pattern) => pattern.startsWith('.'));
  const known = boundedCache<boolean>(CACHE_SIZE);
  return (host) => {
    let isAllowed = known.get(host);
    if (isAllowed === undefined) {
      const name = hostnameOf(host);
      isAllowed =
        name !== undefined && (names.has(name) || domains.some((domain) => name.endsWith(domain)));
      known.set(host, isAllowed);
    }
    return isAllowed;
  };
}

/**
 * Refuses requests to a host that is not ours. A page whose owner lets its name point to this
 * server's address is of the same origin as the answers, to the browser that shows it, and reads
 * them all (DNS rebinding); links in answers would lead wherever the client said.
 *
 * Requests that name no host pass: no browser sends such. So do those to `/healthz` and `/readyz`,
 * which say nothing, and which balancers ask for by address.
 *
 * @throws {HttpError} 400, as Django does.
 */
export function allowedHosts(allowed: readonly string[], log: Logger): Check {
  const isAllowed = hostMatcher(allowed);
  const report = reportHost(log);
  return (request) => {
    const host = hostOf(request);
    if (host !== undefined && !isAllowed(host) && !isHealthCheck(request)) {
      report(host);
      throw new HttpError(400, 'Invalid Host header.', { explanation: EXPLANATION });
    }
  };
}

/** Tells the operator of a host that was refused; at most once in {@link LOG_INTERVAL}. */
export function reportHost(log: Logger): (host: string) => void {
  let reportedAt = -LOG_INTERVAL;
  return (host) => {
    const now = performance.now();
    if (now - reportedAt < LOG_INTERVAL) return;
    reportedAt = now;
    log.warn({ host: cleanText(host) }, 'request refused: ALLOWED_HOSTS does not name its host');
  };
}
