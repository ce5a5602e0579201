import { parseSetCookie } from 'cookie';
import { request as open } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { CurlAnswer, CurlRequest } from '../../src/auth/tour.ts';

/** All that came back for a request. */
export interface Answer extends CurlAnswer {
  readonly status: number;
  /** The first line, such as `HTTP/1.1 200 OK`. */
  readonly statusLine: string;
  /** Name and value, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The body as it came. */
  readonly text: string;
}

/**
 * Sends what curl would send, over a connection of its own as each run of curl does. Not with
 * `fetch`, which tells the server that a browser is asking (Sec-Fetch-Mode) and joins the headers
 * that the reader is about to see.
 *
 * @param signal gives up when it is aborted.
 */
export async function send(
  origin: string,
  request: CurlRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { form } = request;
    open(new URL(request.path, origin), {
      method: form === undefined ? 'GET' : 'POST',
      headers: headersOf(request),
      agent: false,
      signal,
    })
      .once('response', resolve)
      .once('error', reject)
      .end(form && new URLSearchParams(form).toString());
  });
  const { statusCode = 0, statusMessage = '', httpVersion, rawHeaders } = response;
  const body = await text(response);
  return {
    status: statusCode,
    statusLine: `HTTP/${httpVersion} ${statusCode} ${statusMessage}`,
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

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
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
