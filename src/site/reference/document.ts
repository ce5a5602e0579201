import { createRequire } from 'node:module';
import { z } from 'zod';
import { accountPaths } from '../account/openapi.ts';
import { adminPaths } from '../admin/openapi.ts';
import type { Scheme } from '../../auth/scheme.ts';
import { shownSchemes } from '../schemes.ts';
import { json, mapOperations, problem, PUBLIC } from './parts.ts';
import type { Document, Operation, Paths, Schema, SecurityScheme } from './types.ts';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

export interface Described {
  readonly schemes: readonly Scheme[];
  /** The groups of pages that are mounted. */
  readonly pages: readonly string[];
  /** What the app has besides. */
  readonly paths?: Paths | undefined;
}

export const documentPaths: Paths = {
  '/openapi.json': {
    get: {
      ...PUBLIC,
      operationId: 'getDescription',
      summary: 'Get this document',
      responses: { 200: json('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
    },
  },
};

/**
 * Describes what is mounted by OpenAPI 3.1, put together from what the open schemes say of themselves.
 *
 * @param basePath what stands before all paths.
 */
export function describeServer({ schemes, pages, paths: own }: Described, basePath = ''): Document {
  // As the guard: 401 needs a challenge.
  const refusal = schemes.some(({ challenge }) => challenge !== undefined) ? '401' : '403';
  const shown = shownSchemes(schemes).map(({ scheme, site }) => ({
    name: scheme.name,
    scheme,
    openapi: site.openapi(scheme, basePath),
  }));
  const hasAccount = pages.includes('account');
  const groups: [tag: string, paths: Paths][] = [
    ['server', { ...own, ...documentPaths }],
    ['account', hasAccount ? accountPaths : {}],
    ['users', pages.includes('admin') ? adminPaths : {}],
    ...shown.map(({ name, openapi }): [string, Paths] => [
      name,
      { ...openapi.paths, ...(hasAccount && openapi.resources) },
    ]),
  ];
  const parts = groups.filter(([, described]) => Object.keys(described).length > 0);
  const schemas: Record<string, Schema> = {};
  const paths = Object.fromEntries(
    parts.flatMap(([tag, described]) =>
      Object.entries(described).map(([path, item]) => [
        path,
        mapOperations(item, (operation) => complete(operation, tag, refusal)),
      ]),
    ),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'expressauth101',
      version,
      description: 'Ways to authenticate an HTTP request, in front of one resource.',
    },
    ...(basePath !== '' && { servers: [{ url: basePath }] }),
    tags: parts.map(([name]) => ({ name })),
    // One of them is enough.
    security: shown.map(({ name }) => ({ [name]: [] })),
    paths: nameSchemas(paths, schemas) as Paths,
    components: {
      schemas,
      securitySchemes: Object.fromEntries(
        shown.map(({ name, scheme, openapi }) => [name, securityOf(openapi.security, scheme)]),
      ),
    },
  };
}

/** Adds to an operation what need not be said of each. */
function complete(operation: Operation, tag: string, refusal: string): Operation {
  const isPublic = operation.security?.length === 0;
  const refused = { [refusal]: problem('There are no credentials, or they are not valid.') };
  const responses = { ...operation.responses, ...(!isPublic && refused) };
  return { ...operation, tags: [tag], responses };
}

/** How OpenAPI describes this scheme: it has a form of its own for the words Basic and Bearer alone. */
function securityOf(security: SecurityScheme, { credentials }: Scheme): SecurityScheme {
  const { word } = credentials;
  if (word === undefined) return security;
  if (security.type === 'http' && security.scheme === word.toLowerCase()) return security;
  const description = `The word \`${word}\`, a space and the credential. ${security.description}`;
  return { type: 'apiKey', in: 'header', name: 'Authorization', description };
}

/**
 * Gives schemas that have a title a place of their own among the components, where a client that is made
 * from the document finds their names, and points to it from where they are used.
 *
 * @param part of the document.
 * @param schemas where they are put, by title.
 * @returns the part with `$ref` in their place.
 */
function nameSchemas(part: unknown, schemas: Record<string, Schema>): unknown {
  if (Array.isArray(part)) return part.map((item) => nameSchemas(item, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const { title, ...rest } = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, nameSchemas(value, schemas)]),
  );
  if (typeof title !== 'string') return { ...rest, ...(title !== undefined && { title }) };
  schemas[title] = rest;
  return { $ref: `#/components/schemas/${title}` };
}
