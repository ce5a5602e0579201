import { PAGE } from '../exchange.ts';
import type { Answer, Exchange, ExchangeRequest } from '../exchange.ts';

/** An exchange and what came back. */
export interface Played {
  readonly exchange: Exchange;
  /** Django's answer, as far as the differences before this one have changed it. */
  readonly theirs: Answer;
  readonly ours: Answer;
}

/** A row of docs/differences.md that the oracle can meet. */
export type Difference = AnswerDifference | RequestDifference;

interface Row {
  /** As in the table. */
  readonly id: string;
  /**
   * Which Django it sets this server apart from, where it is not all of them: one before Django 4, or
   * today's where the tutorial's app, which is older, answers as this server does.
   */
  readonly of?: 'older' | 'today';
}

/** Where the same request has two answers. */
export interface AnswerDifference extends Row {
  /** Django's answer → this server's; undefined where the row has nothing to say. */
  readonly here: (played: Played) => Answer | undefined;
}

/** Where this server takes a request for another one. */
export interface RequestDifference extends Row {
  /** What to ask Django to get this server's answer; undefined where the row has nothing to say. */
  readonly like: (request: ExchangeRequest, scheme: string) => ExchangeRequest | undefined;
}

/** A row, with its types. */
export function difference(row: AnswerDifference): AnswerDifference {
  return row;
}

/** The same, where a request is taken for another one. */
export function requestDifference(row: RequestDifference): RequestDifference {
  return row;
}

/** An answer as JSON, or as a page to those who want pages, with the cookies that Django's sets. */
export function answer(
  { exchange, theirs, ours }: Played,
  status: number,
  body: unknown,
  challenge: readonly string[] = [],
): Answer {
  const { headers, cookies } = theirs;
  const isPage = theirs.body === PAGE && ours.body === PAGE;
  const shown = exchange.request.method === 'HEAD' ? '' : isPage ? PAGE : body;
  const parts = { ...(headers && { headers: {} }), ...(cookies && { cookies }) };
  return { status, challenge, body: shown, ...parts };
}

/** The path that an exchange asks for, without the query. */
export function pathOf({ exchange }: Played): string {
  return exchange.request.path.split('?')[0] ?? '';
}

/** The values of a request's header. */
export function headersOf({ exchange }: Played, wanted: string): string[] {
  return valuesOf(exchange.request, wanted);
}

/** The same, of a request by itself. */
export function valuesOf({ headers }: ExchangeRequest, wanted: string): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
    .map(([, value]) => value);
}

/** A request without some of its headers. */
export function without(request: ExchangeRequest, ...names: readonly string[]): ExchangeRequest {
  const headers = request.headers.filter(([name]) => !names.includes(name.toLowerCase()));
  return { ...request, headers };
}

/** A field of a request's body; the last one where it is there several times. */
export function fieldOf({ exchange }: Played, name: string): unknown {
  const { body = '' } = exchange.request;
  try {
    return (JSON.parse(body) as Record<string, unknown>)[name];
  } catch {
    const parts = body.matchAll(new RegExp(`name="${name}"\r\n\r\n([^]*?)\r\n--`, 'g'));
    return [...parts].at(-1)?.[1] ?? new URLSearchParams(body).getAll(name).at(-1);
  }
}

/** The sentence that refuses a request; empty where there is none. */
export function detailOf({ body }: Answer): string {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : '';
  return typeof detail === 'string' ? detail : '';
}

/** Whether a request may change something. */
export function isUnsafe({ exchange }: Played): boolean {
  return !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(exchange.request.method);
}
