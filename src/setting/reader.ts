import { z } from 'zod';

/** Says what is wrong with a text, and how to mend it; read after the setting's name. */
type Refuse = (problem: string) => never;

/** A setting that is read from its text, or from another one by default. */
export function setting<Value>(
  byDefault: string,
  read: (text: string, refuse: Refuse) => Value,
): z.ZodType<Value> {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => read(text, refuseIn(context)));
}

/** A setting that has no value unless it is set. */
export function optionalSetting<Value>(
  read: (text: string, refuse: Refuse) => Value,
): z.ZodType<Value | undefined> {
  return z
    .string()
    .optional()
    .transform((text, context) => (text === undefined ? undefined : read(text, refuseIn(context))));
}

function refuseIn(context: z.RefinementCtx): Refuse {
  return (problem) => {
    context.addIssue(problem);
    return z.NEVER;
  };
}

/** What stands between commas, without the white space around it; blanks are left out. */
export function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
