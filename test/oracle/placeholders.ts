import { createHmac, randomBytes } from 'node:crypto';
import type { Exchange, ExchangeRequest } from './exchange.ts';

/** What a JWT is made of that a recording or a generator asks for. */
interface JsonWebSignature {
  /** Texts such as `@+300` stand for the Unix time in so many seconds. */
  readonly claims: object;
  readonly header?: object;
  readonly key?: string;
  readonly algorithm?: 'HS256' | 'HS384' | 'HS512';
  readonly unsigned?: true;
}

/** What it takes to forge the tokens that an exchange asks for. */
export interface Forge {
  /** What both servers sign JWTs with. */
  readonly key: string;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Fills in what is the same for all servers: `${jwt:{claims}}`, a genuine token, and `${jws:{…}}`, any
 * other, in which `${fresh}` stands for random digits. What is between the colon and the last brace may
 * be in Base64url, for texts in which JSON would have to be escaped.
 */
export function forgeTokens(exchange: Exchange, forge: Forge): Exchange {
  const fresh = randomBytes(12).toString('hex');
  const fillTokens = (text: string, name: 'jwt' | 'jws'): string =>
    fillObjects(text, `\${${name}:`, (json) => {
      const value = JSON.parse(json.replaceAll('${fresh}', fresh)) as object;
      return sign(name === 'jwt' ? { claims: value } : (value as JsonWebSignature), forge);
    });
  return mapTexts(exchange, (text) => fillTokens(fillTokens(text, 'jwt'), 'jws'));
}

/** A placeholder for {@link forgeTokens} that may stand anywhere. */
export function tokenPlaceholder(name: 'jwt' | 'jws', value: object): string {
  return `\${${name}:${Buffer.from(JSON.stringify(value)).toString('base64url')}}`;
}

/** Names of the credentials that a request asks for. */
export function credentialsIn(request: ExchangeRequest): string[] {
  const texts = [...request.headers.map(([, value]) => value), request.body ?? ''];
  return [...texts.join(' ').matchAll(/\$\{([\w@-]+)\}/g)].map(([, name = '']) => name);
}

/** A request with credentials in place of their names. */
export function fillCredentials(
  request: ExchangeRequest,
  credentials: ReadonlyMap<string, string>,
): ExchangeRequest {
  return mapRequest(request, (text) =>
    text.replaceAll(/\$\{([\w@-]+)\}/g, (_, name: string) => {
      const value = credentials.get(name);
      if (value === undefined) throw new Error(`no value for the placeholder ${name}`);
      return value;
    }),
  );
}

function mapTexts(exchange: Exchange, map: (text: string) => string): Exchange {
  const { setup, request } = exchange;
  return {
    ...exchange,
    ...(setup && { setup: setup.map((each) => mapRequest(each, map)) }),
    request: mapRequest(request, map),
  };
}

function mapRequest<Request extends ExchangeRequest>(
  request: Request,
  map: (text: string) => string,
): Request {
  const headers = request.headers.map(([name, value]) => [name, map(value)] as const);
  return { ...request, headers, ...(request.body && { body: map(request.body) }) };
}

/** Replaces `<opening>…}` by what is made of the JSON in it. */
function fillObjects(text: string, opening: string, fill: (json: string) => string): string {
  const start = text.indexOf(opening);
  if (start === -1) return text;
  const from = start + opening.length;
  const encoded = /^[\w-]+/.exec(text.slice(from))?.[0];
  const json =
    encoded === undefined
      ? objectAt(text, from)
      : Buffer.from(encoded, 'base64url').toString('utf8');
  const rest = fillObjects(text.slice(from + (encoded ?? json).length + 1), opening, fill);
  return `${text.slice(0, start)}${fill(json)}${rest}`;
}

/** From one brace to the one that closes it; none stands in a text. */
function objectAt(text: string, from: number): string {
  let end = from;
  let depth = 0;
  do {
    if (text[end] === '{') depth++;
    if (text[end] === '}') depth--;
    end++;
  } while (depth > 0 && end < text.length);
  return text.slice(from, end);
}

function sign(parts: JsonWebSignature, { key: ours, now }: Forge): string {
  const { claims, algorithm = 'HS256', key = ours, unsigned = false } = parts;
  const { header = { alg: algorithm, typ: 'JWT' } } = parts;
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value, timesFrom(now))).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  const digest = algorithm.replace('HS', 'sha');
  const signature = createHmac(digest, key).update(signed).digest('base64url');
  return `${signed}.${unsigned ? '' : signature}`;
}

function timesFrom(now: number): (name: string, value: unknown) => unknown {
  return (_name, value) => {
    const offset = typeof value === 'string' ? /^@([+-]\d+)$/.exec(value)?.[1] : undefined;
    return offset === undefined ? value : now + Number(offset);
  };
}
