import { z } from 'zod';
import { parseDuration, TEN_YEARS } from './parse-duration.ts';

/**
 * A length of time such as `30s`, `5m`, `24h`, `2w` or `0`; read as milliseconds.
 *
 * @param least in milliseconds.
 * @param most in milliseconds; dates beyond ten years from now are more than a cookie can say.
 */
export function duration(byDefault: string, least = 0, most = TEN_YEARS): z.ZodType<number> {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      const { value, problems } = parseDuration(text, least, most);
      for (const problem of problems) context.addIssue(problem);
      return value;
    });
}
