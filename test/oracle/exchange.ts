import type { RawAnswer } from '../support/raw.ts';

/** A request. Its texts may hold `${…}` for what differs from server to server; see placeholders.ts. */
export interface ExchangeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** How the body's characters become bytes; UTF-8 by default. */
  readonly encoding?: 'latin1' | 'utf16le';
}

/** A request that is sent first, to get something out of its answer. */
export interface SetupRequest extends ExchangeRequest {
  /** Name of a placeholder → field of the JSON answer that it stands for from then on. */
  readonly capture?: Readonly<Record<string, string>>;
}

/** What is asked of two servers that should answer alike. */
export interface Exchange {
  readonly id: string;
  /** The one scheme that is open, or a group of them; see {@link GROUPS}. */
  readonly scheme: string;
  readonly setup?: readonly SetupRequest[];
  readonly request: ExchangeRequest;
}

/** What matters of an answer. */
export interface Answer {
  readonly status: number;
  /** The values of WWW-Authenticate, in order. */
  readonly challenge: readonly string[];
  /** JSON's value, with `<…>` for what is random; {@link PAGE} for HTML; a text otherwise. */
  readonly body: unknown;
  /** What the JWTs in the body say, by field: numbers of time and ids by their type alone. */
  readonly claims?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `Allow` of a 405 and `Location`; a recording has none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Name of a cookie that is set → its attributes in order; a recording has none. */
  readonly cookies?: Readonly<Record<string, string>>;
}

/** What stands for a page for people: two servers' look different. */
export const PAGE = '<page>';

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** An answer as it came over the wire → what matters of it. */
export function answerOf(raw: RawAnswer, method: string): Answer {
  const all = (wanted: string): string[] =>
    raw.headers.filter(([name]) => name === wanted).map(([, value]) => value);
  // What a server in front of Django cuts off, its development server sends.
  const body = method === 'HEAD' ? '' : bodyOf(raw, all('content-type')[0] ?? '');
  const claims = claimsOf(body);
  const [allow] = raw.status === 405 ? all('allow') : [];
  const [location] = all('location');
  return {
    status: raw.status,
    challenge: all('www-authenticate'),
    body: JSON.parse(JSON.stringify(body), (_key, value: unknown) => withoutSecrets(value)),
    ...(Object.keys(claims).length > 0 && { claims }),
    headers: { ...(allow && { allow }), ...(location && { location }) },
    cookies: Object.fromEntries(all('set-cookie').map(cookieOf).sort()),
  };
}

function bodyOf({ body }: RawAnswer, contentType: string): unknown {
  if (contentType.startsWith('text/html') && body !== '') return PAGE;
  if (contentType !== 'application/json' || body === '') return body;
  return JSON.parse(body) as unknown;
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^[0-9a-f]{40}$/.test(value)) return '<40 lowercase hex>';
  return JWT.test(value) ? '<JWT>' : value;
}

/** The claims of each JWT that the body hands out. */
function claimsOf(body: unknown): Record<string, Record<string, unknown>> {
  const tokens = Object.entries((body ?? {}) as Record<string, unknown>).filter(
    (field): field is [string, string] =>
      ['access', 'refresh'].includes(field[0]) &&
      typeof field[1] === 'string' &&
      JWT.test(field[1]),
  );
  return Object.fromEntries(
    tokens.map(([name, token]) => {
      const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
      const claims = JSON.parse(payload) as Record<string, unknown>;
      return [name, Object.fromEntries(Object.entries(claims).map(readClaim))] as const;
    }),
  );
}

function readClaim([name, value]: [string, unknown]): [string, unknown] {
  if (['exp', 'iat', 'epoch'].includes(name)) return [name, 'int'];
  return [name, name === 'jti' ? 'str' : value];
}

/** `Expires` says the same as `Max-Age`, and more precisely than two servers agree about. */
function cookieOf(line: string): [string, string] {
  const [pair = '', ...attributes] = line.trim().split(/; ?/);
  const kept = attributes.filter((attribute) => !/^expires=/i.test(attribute)).sort();
  const [name = '', value] = pair.split('=');
  return [name, value === '' || value === '""' ? 'deleted' : kept.join('; ')];
}
