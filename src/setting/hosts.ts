import type { z } from 'zod';
import { hostnameOf } from '../http/origin.ts';
import { optionalSetting, wordsOf } from './reader.ts';

/** What a development server goes by. */
export const DEVELOPMENT_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Host names separated by commas, as in Django's ALLOWED_HOSTS: `example.com`, `.example.com` for
 * that and all below it, an address (IPv6 in brackets), or `*` for any.
 *
 * @returns in the form that browsers write names in; undefined when there is none.
 */
export function hosts(): z.ZodType<readonly string[] | undefined> {
  return optionalSetting((text, refuse) => {
    const patterns = wordsOf(text);
    if (patterns.length === 0) return undefined;
    const wrong = patterns.find((pattern) => readPattern(pattern) === undefined);
    if (wrong === undefined) return patterns.flatMap((pattern) => readPattern(pattern) ?? []);
    return refuse(
      `"${wrong}" is no name of a host; write it without scheme, port and path: example.com, .example.com for all below it as well, 127.0.0.1, [::1], or * for any`,
    );
  });
}

function readPattern(pattern: string): string | undefined {
  if (pattern === '*') return pattern;
  const [, dot = '', name = ''] = /^(\.?)(.*)$/.exec(pattern) ?? [];
  // A port would be read, and forgotten; and a `*` stands for all, not for a part.
  const host = /:\d*$|\*/.test(name) ? '' : hostnameOf(name);
  return host === undefined || host === '' ? undefined : `${dot}${host}`;
}
