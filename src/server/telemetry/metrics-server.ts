import cluster from 'node:cluster';
import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';
import type { ServerServices } from '../services.ts';
import { describe } from '../../thrown.ts';
import { hostMatcher, reportHost } from '../../http/allowed-hosts.ts';
import { createServer } from '../../http/node-http.ts';
import { listenOnPort } from '../listen.ts';
import { hostnameOf } from '../../http/origin.ts';
import { notify } from '../log.ts';
import { prometheus } from './metrics.ts';

/**
 * Serves `/metrics` for Prometheus when METRICS is on, at an address of its own: what a server does,
 * and how often somebody fails to log in, is nothing for its public. With workers the primary serves
 * the sums over all of them; those of a worker that died are gone, which Prometheus takes for a restart.
 *
 * It is asked by an address, or by a name in ALLOWED_HOSTS: other names may be those of a page that a
 * browser here shows, and whose owner lets them point to this machine.
 *
 * @throws {StartupError} when it cannot listen there.
 */
export async function serveMetrics({ config, telemetry, log }: ServerServices): Promise<void> {
  const { METRICS_HOST: HOST, METRICS_PORT: PORT, ALLOWED_HOSTS } = config;
  const registry = telemetry.metrics?.registry;
  if (registry === undefined) return;
  const { AggregatorRegistry } = prometheus();
  // In the primary it asks; in its workers it answers with what is set here.
  const ofAll = config.WEB_CONCURRENCY > 1 ? new AggregatorRegistry() : undefined;
  AggregatorRegistry.setRegistries([registry]);
  if (cluster.isWorker) return;

  const isAllowed = hostMatcher([...ALLOWED_HOSTS, 'localhost', HOST]);
  const report = reportHost(log);

  const answer: RequestListener = ({ method = '', url, headers: { host = '' } }, response) => {
    if (host !== '' && !isAllowed(host) && !isAddress(host)) {
      report(host);
      response.writeHead(400).end();
      return;
    }
    const status = url !== '/metrics' ? 404 : ['GET', 'HEAD'].includes(method) ? undefined : 405;
    if (status !== undefined) {
      response.writeHead(status, status === 405 ? { Allow: 'GET, HEAD' } : {}).end();
      return;
    }
    (ofAll?.clusterMetrics() ?? registry.metrics()).then(
      (text) => {
        response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
      },
      (error: unknown) => {
        log.warn({ error: describe(error) }, 'metrics could not be collected');
        response.writeHead(503).end();
      },
    );
  };
  const server = createServer(answer);
  const origin = await listenOnPort(server, { HOST, PORT }, 'METRICS_');
  // It is no reason for the process to go on.
  server.unref();
  notify({ config, log }, `metrics on ${origin}/metrics`);
}

function isAddress(host: string): boolean {
  return isIP((hostnameOf(host) ?? '').replace(/^\[|\]$/g, '')) !== 0;
}
