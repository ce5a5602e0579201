import type { Answer } from './request.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Headers that say something about authentication; the others are the same every time. */
const TELLING = new Set(['www-authenticate', 'set-cookie', 'location']);

/** An answer as lines of at most {@link WIDTH} columns: status, telling headers, body. */
export function answerLines(answer: Answer): string[] {
  const headers = answer.headers
    .filter(([name]) => TELLING.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  return [answer.statusLine, ...headers, ...bodyLines(answer)].flatMap(fold);
}

/** JSON on one line, or indented where that is too long; of a page only its size. */
function bodyLines({ headers, text }: Answer): string[] {
  if (text === '') return [];
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.startsWith('text/html')) return [`(a page of ${Buffer.byteLength(text)} bytes)`];
  if (!type.startsWith('application/json')) return text.split('\n');
  const oneLine = text.trim();
  if (oneLine.length <= WIDTH - INDENT.length) return [oneLine];
  return JSON.stringify(JSON.parse(text), null, 2).split('\n');
}

const INDENT = '  ';

/** One line indented; where it has to be broken, the rest hangs further in. */
function fold(line: string): string[] {
  const content = line.trimStart();
  const indent = INDENT + ' '.repeat(line.length - content.length);
  const hanging = `${indent}    `;
  return wrap(content, WIDTH - hanging.length).map((part, index) =>
    index === 0 ? indent + part : hanging + part,
  );
}
