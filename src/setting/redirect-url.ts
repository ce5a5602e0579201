import { z } from 'zod';

/**
 * Where to send people: a path on this server, or a whole address.
 *
 * @param fallback where the setting is not set.
 */
export function redirectUrl(fallback: string): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .regex(
      /^(?:\/(?![/\\])|https?:\/\/[^/\s]+(?:\/|$))[^\s\\]*$/,
      'must be a path, such as /home/, or an address, such as https://example.com/start',
    )
    .default(fallback);
}
