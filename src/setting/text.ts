import { z } from 'zod';

/**
 * A text that others have to send in the same spelling. White space around it, and what cannot be seen,
 * comes with the way in which a setting is stored, and would make every comparison fail.
 */
export function text(): z.ZodType<string | undefined> {
  return z
    .string()
    .optional()
    .refine((value) => value === undefined || (value.trim() === value && !/\p{C}/u.test(value)), {
      error: 'has white space around it, or characters that cannot be seen; remove them',
    });
}
