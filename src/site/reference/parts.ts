import { z } from 'zod';
import { CREDENTIAL_FIELDS } from '../../auth/posted-credentials.ts';
import type { TextField } from '../../http/fields.ts';
import { METHODS } from './types.ts';
import type {
  Operation,
  Parameter,
  PathItem,
  Paths,
  RequestBody,
  Response,
  Schema,
  SecurityScheme,
} from './types.ts';

/** What one scheme adds to the document. */
export interface SchemeDescription {
  /** How a client sends its credentials. */
  readonly security: SecurityScheme;
  /** Its own endpoints. */
  readonly paths?: Paths;
  /** Those for its users, which stand among those of the account. */
  readonly resources?: Paths;
}

/** Put into an operation that asks for no credentials. */
export const PUBLIC = { security: [] };

/** The body of most errors. */
const Detail = z
  .object({ detail: z.string(), code: z.string().optional() })
  .meta({ title: 'Problem' });

/** Field → what is wrong with it. */
const FieldProblems = z.record(z.string(), z.array(z.string())).meta({ title: 'FieldProblems' });

export function json(description: string, schema: z.ZodType): Response {
  return { description, content: { 'application/json': { schema: toSchema(schema, 'output') } } };
}

export function problem(description: string): Response {
  return json(description, Detail);
}

/** 400: a body that cannot be read, or fields that do not hold. */
export const invalid = json('What was sent does not hold.', z.union([Detail, FieldProblems]));

/** 429: too many wrong passwords. */
export const throttled: Response = {
  ...problem('There were too many wrong passwords.'),
  headers: {
    'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
  },
};

export function empty(description: string): Response {
  return { description };
}

/** What can be read. */
const MEDIA_TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
];

/** A body, in each of the media types that can be read. */
export function body(schema: z.ZodType, types: readonly string[] = MEDIA_TYPES): RequestBody {
  const content = { schema: toSchema(schema, 'input') };
  return { required: true, content: Object.fromEntries(types.map((type) => [type, content])) };
}

/** A body in JSON, where a form gets another answer. */
export function jsonBody(schema: z.ZodType): RequestBody {
  return body(schema, ['application/json']);
}

/** The schema of the fields that `readFields` reads. */
export function textFields(fields: Readonly<Record<string, TextField>>): z.ZodObject {
  return z.object(
    Object.fromEntries(
      Object.entries(fields).map(([name, { mayBeBlank = false, isOptional = false }]) => {
        const text = mayBeBlank ? z.string() : z.string().min(1);
        return [name, isOptional ? text.optional() : text] as const;
      }),
    ),
  );
}

export const Credentials = textFields(CREDENTIAL_FIELDS).meta({ title: 'Credentials' });

export const credentialsBody = body(Credentials);

/** Each `{name}` in a path. */
export function inPath(...names: string[]): { parameters: Parameter[] } {
  return {
    parameters: names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
  };
}

/** What may follow the `?`, or be sent as a header: name → what it is for. */
export function optionalIn(
  place: 'query' | 'header',
  names: Readonly<Record<string, string>>,
): { parameters: Parameter[] } {
  return {
    parameters: Object.entries(names).map(([name, description]) => ({
      name,
      in: place,
      description,
      schema: { type: 'string' },
    })),
  };
}

/** A path with each of its operations changed. */
export function mapOperations(
  item: PathItem,
  change: (operation: Operation) => Operation,
): PathItem {
  const operations = METHODS.flatMap((method): [string, Operation][] => {
    const operation = item[method];
    return operation === undefined ? [] : [[method, change(operation)]];
  });
  return { ...item, ...Object.fromEntries(operations) };
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...converted } = z.toJSONSchema(schema, { io });
  return converted;
}
