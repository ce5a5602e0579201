import { z } from 'zod';

/** A scheme and a host, such as `https://app.example.com:8443` or `capacitor://localhost`. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/i;

/**
 * Origins separated by commas, in the form in which browsers send them.
 *
 * `*` and `null` are none: the first would trust every page, the second every sandboxed one.
 */
export function origins(): z.ZodType<readonly string[]> {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const words = text.split(',').map((word) => word.trim());
      const read: string[] = [];
      for (const word of words.filter((each) => each !== '')) {
        const origin = readOrigin(word);
        if (origin !== undefined) read.push(origin);
        else {
          context.addIssue(
            `"${word}" is no origin; write a scheme and a host, and a port that is not the usual one: https://app.example.com`,
          );
          return z.NEVER;
        }
      }
      return read;
    });
}

function readOrigin(text: string): string | undefined {
  if (!ORIGIN.test(text) || text.includes('*') || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  // URL knows no origin for schemes that are not the web's.
  return origin === 'null' ? text.toLowerCase() : origin;
}
