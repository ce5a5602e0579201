import type { Answer } from './request.ts';
import { WIDTH } from './wrap.ts';

/** Columns by which a terminal indents it. */
const INDENT = 2;

/** Headers that say something about authentication; the others are the same every time. */
export const TELLING = new Set(['www-authenticate', 'set-cookie', 'location']);

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
