import type { z } from 'zod';
import { setting } from './reader.ts';

/** What belongs to an address of the web: a scheme or path, a port, brackets around IPv6. */
const TOO_MUCH = /[/[\]]|^[^:]*:\d*$/;

/** Where to listen: a name or an address of this machine, and nothing besides. */
export function listenHost(): z.ZodType<string> {
  return setting('127.0.0.1', (text, refuse) =>
    TOO_MUCH.test(text)
      ? refuse('is more than a name or an address; write 127.0.0.1, ::1, or 0.0.0.0 for all')
      : text,
  );
}

/** As long as every system allows a Unix socket's path to be, in bytes (unix(7); macOS has 104 with the NUL). */
const LONGEST_PATH = 103;

/** Whether a place to listen is the path of a Unix socket. */
export function isSocketPath(text: string): boolean {
  return text.startsWith('/');
}

/** Where to listen: a name, an address, or the absolute path of a Unix socket. */
export function listenAddress(): z.ZodType<string> {
  return setting('127.0.0.1', (text, refuse) => {
    if (!isSocketPath(text) && TOO_MUCH.test(text)) {
      return refuse(
        'is neither a name, nor an address, nor the path of a Unix socket; write 127.0.0.1, ::1, 0.0.0.0 for all, or /run/app.sock',
      );
    }
    if (isSocketPath(text) && Buffer.byteLength(text) > LONGEST_PATH) {
      return refuse(
        `is longer than the path of a Unix socket can be; choose one of ${LONGEST_PATH} bytes at most`,
      );
    }
    return text;
  });
}
