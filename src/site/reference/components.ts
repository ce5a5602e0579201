import type { Schema } from './types.ts';

/**
 * Gives schemas that have a title a place of their own among the components, where a client that is made
 * from the document finds their names, and points to it from where they are used.
 *
 * @param part of the document.
 * @param schemas where they are put, by title.
 * @returns the part with `$ref` in their place.
 */
export function nameSchemas(part: unknown, schemas: Record<string, Schema>): unknown {
  if (Array.isArray(part)) return part.map((item) => nameSchemas(item, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const { title, ...rest } = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, nameSchemas(value, schemas)]),
  );
  if (typeof title !== 'string') return { ...rest, ...(title !== undefined && { title }) };
  schemas[title] = rest;
  return { $ref: `#/components/schemas/${title}` };
}
