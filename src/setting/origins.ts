import type { z } from 'zod';
import { setting, wordsOf } from './reader.ts';

/** A scheme and a host, such as `https://app.example.com:8443` or `capacitor://localhost`. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/i;

/**
 * Origins separated by commas, in the form in which browsers send them.
 *
 * `*` and `null` are none: the first would trust every page, the second every sandboxed one.
 */
export function origins(): z.ZodType<readonly string[]> {
  return setting('', (text, refuse) => {
    const words = wordsOf(text);
    const wrong = words.find((word) => readOrigin(word) === undefined);
    if (wrong === undefined) return words.flatMap((word) => readOrigin(word) ?? []);
    return refuse(
      `"${wrong}" is no origin; write a scheme, a host, a port that is not the usual one, and nothing after them: https://app.example.com`,
    );
  });
}

function readOrigin(text: string): string | undefined {
  if (!ORIGIN.test(text) || text.includes('*') || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  // URL knows no origin for schemes that are not the web's.
  return origin === 'null' ? text.toLowerCase() : origin;
}
