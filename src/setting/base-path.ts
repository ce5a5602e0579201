import type { z } from 'zod';
import { setting } from './reader.ts';

/** Segments that no program reads in two ways: nothing to decode, and no `.` or `..`. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*\/?$/;

/**
 * A path that something is below, such as `/auth`.
 *
 * @returns without a slash at its end; empty for the root.
 */
export function basePath(): z.ZodType<string> {
  return setting('', (text, refuse) =>
    PATH.test(text)
      ? text.replace(/\/$/, '')
      : refuse('is no path to be below; write / and a name, such as /auth'),
  );
}
