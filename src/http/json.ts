import { ParseError } from './http-error.ts';

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

/** The deepest nesting of brackets outside strings, in one pass. */
function depth(text: string): number {
  let level = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++level);
    else if (character === ']' || character === '}') level--;
  }
  return deepest;
}
