import { z } from 'zod';

/** Reader of a setting → what production refuses of its values. */
const refusals = z.registry<{ readonly refuse: (value: z.$output) => string | undefined }>();

/**
 * The same reader, for a setting whose values are not all fit for production.
 *
 * @param refuse what is wrong with a value, with the remedy; undefined where nothing is.
 */
export function strictInProduction<Value>(
  reader: z.ZodType<Value>,
  refuse: (value: Value) => string | undefined,
): z.ZodType<Value> {
  return reader.register(refusals, { refuse });
}

/** What production refuses of a setting's value, with the remedy; undefined where it is fine. */
export function productionProblem(reader: z.core.$ZodType, value: unknown): string | undefined {
  return refusals.get(reader)?.refuse(value);
}
