import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { rawRequest, sendRaw } from './raw.ts';
import type { RawAnswer } from './raw.ts';

/** One recorded request and what DRF answered; `test/fixtures/drf.json` holds them all. */
export interface WireEntry {
  readonly id: string;
  readonly step: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body?: string;
  };
  readonly response: WireResponse;
}

/** What DRF answered. */
export interface WireResponse {
  readonly status: number;
  readonly challenge: readonly string[];
  readonly body: unknown;
}

const recording = JSON.parse(
  readFileSync(new URL('../fixtures/drf.json', import.meta.url), 'utf8'),
) as WireEntry[];

/** The entries of one step of the tutorial. */
export function entriesOf(step: string): WireEntry[] {
  return recording.filter((entry) => entry.step === step);
}

/** Sends a recorded request with live credentials in place of its `${…}`. */
export function send(
  server: { readonly port: number },
  { request }: WireEntry,
  live: Record<string, string>,
  credentials: Record<string, string> = {},
): Promise<RawAnswer> {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{([\w-]+)\}/g, (_, name: string) => {
      const value = live[name];
      if (value === undefined) throw new Error(`no live value for ${name}`);
      return value;
    });
  const headers = request.headers.map(([name, value]) => [name, fill(value)] as const);
  return sendRaw(
    server.port,
    rawRequest(
      request.method,
      request.path,
      [...headers, ...Object.entries(credentials)],
      fill(request.body ?? ''),
    ),
  );
}

/** Compares status and body; `<…>` in the recording stands for a value that varies. */
export function expectAnswer(answer: RawAnswer, expected: Omit<WireResponse, 'challenge'>): void {
  expect(answer.status).toBe(expected.status);
  expectBody(JSON.parse(answer.body), expected.body);
}

/** The values of the answer's WWW-Authenticate headers, in order. */
export function challengesOf(answer: RawAnswer): string[] {
  return answer.headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value);
}

const PATTERNS: Record<string, RegExp> = {
  '<40 lowercase hex>': /^[0-9a-f]{40}$/,
  '<JWT>': /^[\w-]+\.[\w-]+\.[\w-]+$/,
  '<username>': /^(root|colon|walterwhité)$/,
};

function expectBody(actual: unknown, expected: unknown): void {
  const parseError = 'JSON parse error - ';
  expect(actual).toEqual(
    JSON.parse(JSON.stringify(expected), (_key, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (value.startsWith(parseError)) return expect.stringContaining(parseError) as unknown;
      const pattern = PATTERNS[value];
      return pattern === undefined ? value : (expect.stringMatching(pattern) as unknown);
    }),
  );
}
