import type { Response } from 'express';

/** Sent with every JSON answer: not stored (RFC 6749 §5.1), not sniffed, not framed, runs nothing. */
const JSON_HEADERS = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
};

/**
 * Ends the answer with a JSON body. It does what `response.json` does less the ETag and the content
 * negotiation over charsets, which cost more than the rest of an authenticated request.
 *
 * @param status HTTP status code.
 * @param body anything `JSON.stringify` takes.
 */
export function sendJson(response: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { ...JSON_HEADERS, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
