import { z } from 'zod';

/** What belongs to an address of the web: a scheme or path, a port, brackets around IPv6. */
const TOO_MUCH = /[/[\]]|^[^:]*:\d*$/;

/** Where to listen: a name or an address of this machine, and nothing besides. */
export function listenHost(): z.ZodType<string> {
  return z
    .string()
    .default('127.0.0.1')
    .refine((text) => !TOO_MUCH.test(text), {
      error: 'is more than a name or an address; write 127.0.0.1, ::1, or 0.0.0.0 for all',
    });
}
