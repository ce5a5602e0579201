import { inspect, isDeepStrictEqual } from 'node:util';
import type { Expectation } from '../guided-tour.ts';
import type { Answer } from './request.ts';
import { WIDTH } from './wrap.ts';

/** Columns by which a terminal indents it. */
const INDENT = 2;

/** Headers that say something about authentication; the others are the same every time. */
const TELLING = new Set(['www-authenticate', 'set-cookie', 'location']);

/** An answer as lines: status, telling headers, body. */
export function answerLines(answer: Answer): string[] {
  const headers = answer.headers
    .filter(([name]) => TELLING.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  return [answer.statusLine, ...headers, ...bodyLines(answer)];
}

/** JSON on one line, or indented where that is too long; of a page only its size. */
function bodyLines({ headers, text }: Answer): string[] {
  if (text === '') return [];
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.startsWith('text/html')) return [`(a page of ${Buffer.byteLength(text)} bytes)`];
  if (!type.startsWith('application/json')) return text.split('\n');
  const oneLine = text.trim();
  if (oneLine.length <= WIDTH - INDENT) return [oneLine];
  return JSON.stringify(JSON.parse(text), null, 2).split('\n');
}

/** What is wrong with an answer, in a sentence each; empty when it is as expected. */
export function mismatches(answer: Answer, expected: Expectation): string[] {
  const problems: string[] = [];
  if (answer.status !== expected.status) problems.push(`expected status ${expected.status}`);
  for (const [field, value] of Object.entries(expected.body ?? {})) {
    const actual = answer.body[field];
    if (isDeepStrictEqual(actual, value)) continue;
    problems.push(`expected ${field} to be ${show(value)}, got ${show(actual)}`);
  }
  return problems;
}

function show(value: unknown): string {
  return inspect(value, { breakLength: Infinity });
}
