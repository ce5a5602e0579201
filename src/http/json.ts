import { ParseError } from '../errors.ts';

/** Deeper than any honest body, and far from where a recursive reader runs out of stack. */
const MAX_DEPTH = 512;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JSON body (RFC 8259). The messages are ours: V8's quote the body, which may hold a password.
 *
 * @throws {ParseError} for invalid UTF-8, invalid JSON, or more than 512 levels of nesting.
 */
export function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new ParseError('JSON parse error - the body is not valid UTF-8');
  }
  if (depth(text) > MAX_DEPTH) throw new ParseError('JSON parse error - nested too deeply');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ParseError('JSON parse error - the body is not valid JSON');
  }
}

/** The deepest nesting of brackets outside strings. */
function depth(text: string): number {
  let level = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++level);
    else if (token === ']' || token === '}') level--;
  }
  return deepest;
}
