import { z } from 'zod';

const ADDRESS = /^(?:\/(?![/\\])|https?:\/\/[^/\s]+(?:\/|$))[^\s\\]*$/;

/** Any will do: it only serves to read paths. */
const BASE = 'http://localhost';

/**
 * Where to send people: a path on this server, or a whole address.
 *
 * @returns in the letters that a header has room for: of others, a domain in Punycode, and the rest with
 *   percent signs, as browsers do it.
 */
export function redirectUrl(): z.ZodType<string | undefined> {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return undefined;
      const url = ADDRESS.test(text) && URL.canParse(text, BASE) ? new URL(text, BASE) : undefined;
      const { href } = url ?? {};
      const address = text.startsWith('/') ? href?.slice(BASE.length) : href;
      // "/..//elsewhere" has become "//elsewhere".
      if (address !== undefined && !address.startsWith('//')) return address;
      context.addIssue(
        'must be a path, such as /home/, or an address, such as https://example.com/start',
      );
      return z.NEVER;
    });
}
