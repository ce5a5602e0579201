import { z } from 'zod';

/** Where to send people: a path on this server, or a whole address. */
export function redirectUrl(): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .regex(
      /^(?:\/(?![/\\])|https?:\/\/[^/\s]+(?:\/|$))[^\s\\]*$/,
      'must be a path, such as /home/, or an address, such as https://example.com/start',
    )
    .optional();
}
