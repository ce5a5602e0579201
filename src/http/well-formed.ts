import type { Check } from './check.ts';
import { HttpError } from './http-error.ts';

/** `host[:port]`: a name, an IPv4 address or an IPv6 address in brackets (RFC 3986 §3.2.2). */
const HOST = /^(?:[\w.~!$&'()*+;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i;

/**
 * Refuses what Node's parser reads although RFC 9112 says not to. A proxy in front may read it in
 * another way, and then one of the two sees a request that the other does not.
 *
 * @throws {HttpError} 400 for a Host that is none, or several (RFC 9112 §3.2); 501 for a transfer
 *   coding other than `chunked`, which Node would leave in the body (§6.1); 505 for HTTP/0.9 and
 *   HTTP/2 on a connection that speaks HTTP/1.
 */
export const wellFormed: Check = ({ headers, httpVersionMajor }) => {
  if (httpVersionMajor !== 1) throw new HttpError(505, 'HTTP version not supported.', CLOSE);
  if (headers.host !== undefined && !HOST.test(headers.host)) {
    throw new HttpError(400, 'Invalid Host header.', CLOSE);
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new HttpError(501, 'Unsupported transfer coding.', CLOSE);
  }
};

/** Whatever follows on such a connection is not to be trusted either. */
const CLOSE = { headers: { Connection: 'close' } };
