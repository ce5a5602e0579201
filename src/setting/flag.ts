import { z } from 'zod';

/** `true`/`on`/`yes`/`1` or `false`/`off`/`no`/`0`. */
export function flag(byDefault: boolean): z.ZodType<boolean> {
  return z
    .string()
    .default(String(byDefault))
    .transform((text, context) => {
      if (/^(true|on|yes|1)$/i.test(text)) return true;
      if (/^(false|off|no|0)$/i.test(text)) return false;
      context.addIssue('is neither on nor off; write on or true, off or false');
      return z.NEVER;
    });
}
