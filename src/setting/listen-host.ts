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

/** As long as every system allows a Unix socket's path to be, in bytes (unix(7); macOS has 104 with the NUL). */
const LONGEST_PATH = 103;

/** Whether a place to listen is the path of a Unix socket. */
export function isSocketPath(text: string): boolean {
  return text.startsWith('/');
}

/** Where to listen: a name, an address, or the absolute path of a Unix socket. */
export function listenAddress(): z.ZodType<string> {
  return z
    .string()
    .default('127.0.0.1')
    .superRefine((text, context) => {
      if (!isSocketPath(text)) {
        if (!TOO_MUCH.test(text)) return;
        context.addIssue(
          'is neither a name, nor an address, nor the path of a Unix socket; write 127.0.0.1, ::1, 0.0.0.0 for all, or /run/app.sock',
        );
      } else if (Buffer.byteLength(text) > LONGEST_PATH) {
        context.addIssue(
          `is longer than the path of a Unix socket can be; choose one of ${LONGEST_PATH} bytes at most`,
        );
      }
    });
}
