import type { z } from 'zod';
import { optionalSetting } from './reader.ts';

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
  return optionalSetting((text, refuse) => {
    const url = ADDRESS.test(text) && URL.canParse(text, BASE) ? new URL(text, BASE) : undefined;
    const { href } = url ?? {};
    const address = text.startsWith('/') ? href?.slice(BASE.length) : href;
    // "/..//elsewhere" has become "//elsewhere".
    if (address !== undefined && !address.startsWith('//')) return address;
    return refuse(
      'must be a path, such as /home/, or an address, such as https://example.com/start',
    );
  });
}
