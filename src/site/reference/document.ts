import { createRequire } from 'node:module';
import { accountPaths } from '../account/openapi.ts';
import { adminPaths } from '../admin/openapi.ts';
import type { Scheme } from '../../auth/scheme.ts';
import { shownSchemes } from '../schemes.ts';
import { nameSchemas } from './components.ts';
import { mapOperations, problem } from './parts.ts';
import { sharedPaths } from './shared-paths.ts';
import type { Document, Operation, Paths, Schema } from './types.ts';

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

/**
 * Describes the server by OpenAPI 3.1, put together from what the open schemes say of themselves.
 *
 * @param basePath what stands before all paths.
 */
export function describeServer(schemes: readonly Scheme[], basePath = ''): Document {
  // As the guard: 401 needs a challenge.
  const refusal = schemes.some(({ challenge }) => challenge !== undefined) ? '401' : '403';
  const shown = shownSchemes(schemes);
  const parts: [tag: string, paths: Paths][] = [
    ['server', sharedPaths],
    ['account', accountPaths],
    ['users', adminPaths],
    ...shown.map(({ scheme, site }): [string, Paths] => [scheme.name, site.openapi.paths ?? {}]),
  ];
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
    security: shown.map(({ scheme: { name } }) => ({ [name]: [] })),
    paths: nameSchemas(paths, schemas) as Paths,
    components: {
      schemas,
      securitySchemes: Object.fromEntries(
        shown.map(({ scheme, site }) => [scheme.name, site.openapi.security]),
      ),
    },
  };
}

/** Adds to an operation what need not be said of each. */
function complete(operation: Operation, tag: string, refusal: string): Operation {
  const isPublic = operation.security?.length === 0;
  const refused = { [refusal]: problem('There are no credentials, or they are no good.') };
  const responses = { ...operation.responses, ...(!isPublic && refused) };
  return { ...operation, tags: [tag], responses };
}
