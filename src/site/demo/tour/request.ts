import { parseSetCookie } from 'cookie';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as openSecure } from 'node:https';
import type { RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { request as openPlain } from '../../../http/node-http.ts';
import type { CurlAnswer, CurlRequest } from '../guided-tour.ts';

export type Header = readonly [name: string, value: string];

/** All that came back for a request, and what it was when it went out. */
export interface Answer extends CurlAnswer {
  /** The headers of the request, in their order. */
  readonly sent: readonly Header[];
  readonly status: number;
  /** The first line, such as `HTTP/1.1 200 OK`. */
  readonly statusLine: string;
  /** Name and value, in the order in which they came. */
  readonly headers: readonly Header[];
  readonly text: string;
}

/**
 * Sends what curl would send, over a connection of its own as each run of curl does. Not with
 * `fetch`, which tells the server that a browser is asking (Sec-Fetch-Mode) and joins the headers
 * that the reader is about to see.
 *
 * @param origin such as `http://127.0.0.1:8000`, or `unix:/run/app.sock`.
 * @param options of the connection, such as the signal that ends it.
 */
export async function send(
  origin: string,
  request: CurlRequest,
  options: Pick<RequestOptions, 'signal' | 'rejectUnauthorized'>,
): Promise<Answer> {
  const socketPath = /^unix:(.*)/.exec(origin)?.[1];
  const url = new URL(request.path, socketPath === undefined ? origin : 'http://localhost');
  const open: typeof openSecure = url.protocol === 'https:' ? openSecure : openPlain;
  const outgoing = open(url, {
    method: methodOf(request),
    headers: headersOf(request),
    agent: false,
    ...(socketPath !== undefined && { socketPath }),
    ...options,
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { form } = request;
    outgoing
      .once('response', resolve)
      // For as long as it lives: what is given up after its answer has begun fails once more.
      .on('error', reject)
      .end(form && new URLSearchParams(form).toString());
  });
  const { statusCode = 0, statusMessage = '', httpVersion, rawHeaders } = response;
  const body = await text(response);
  return {
    status: statusCode,
    statusLine: `HTTP/${httpVersion} ${statusCode} ${statusMessage}`,
    sent: sentHeaders(outgoing),
    headers: pairs(rawHeaders),
    text: body,
    body: readObject(body),
    cookies: Object.fromEntries(
      (response.headers['set-cookie'] ?? []).map((line) => {
        // The text as it was sent, as it has to be sent back.
        const { name, value = '' } = parseSetCookie(line, { decode: (raw) => raw });
        return [name, value];
      }),
    ),
  };
}

/** With a form it is a POST. */
export function methodOf({ form }: CurlRequest): string {
  return form === undefined ? 'GET' : 'POST';
}

function sentHeaders(outgoing: ClientRequest): Header[] {
  return outgoing.getRawHeaderNames().map((name) => [name, String(outgoing.getHeader(name))]);
}

function headersOf({ user, form, headers, cookies }: CurlRequest): Record<string, string> {
  const cookie = Object.entries(cookies ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    Accept: '*/*',
    ...(user !== undefined && {
      Authorization: `Basic ${Buffer.from(user).toString('base64')}`,
    }),
    ...(cookie.length > 0 && { Cookie: cookie.join('; ') }),
    ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...headers,
  };
}

function pairs(rawHeaders: readonly string[]): Header[] {
  const found: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    found.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return found;
}

/** The fields of a JSON object; of anything else, none. */
function readObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
