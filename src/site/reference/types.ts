import type { CookieEcho } from '../../auth/scheme.ts';

/** As much of OpenAPI 3.1 as is said here; see spec.openapis.org/oas/v3.1.0. */
export interface Document {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
  };
  readonly servers?: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly security: readonly Requirement[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

/** Path, such as `/api/tokens/{id}/` → what can be done there. */
export type Paths = Readonly<Record<string, PathItem>>;

export const METHODS = ['get', 'post', 'patch', 'delete'] as const;

export interface PathItem extends Readonly<Partial<Record<(typeof METHODS)[number], Operation>>> {
  readonly parameters?: readonly Parameter[];
}

export interface Operation {
  /** What a client that is made from the document calls it. */
  readonly operationId: string;
  readonly summary: string;
  /** What there is to know besides. */
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly tags?: readonly string[];
  /** Any of them will do; none is asked for where it is empty, and the document's where absent. */
  readonly security?: readonly Requirement[];
  readonly requestBody?: RequestBody;
  /** By status code. */
  readonly responses: Readonly<Record<string, Response>>;
}

export type Parameter = {
  readonly name: string;
  readonly description?: string;
  readonly schema: Schema;
} & ({ readonly in: 'path'; readonly required: true } | { readonly in: 'query' | 'header' });

export interface RequestBody {
  readonly required: true;
  readonly content: Content;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { description: string; schema: Schema }>>;
  readonly content?: Content;
}

/** By media type. */
export type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** Scheme → scopes. */
export type Requirement = Readonly<Record<string, readonly string[]>>;

interface Described {
  readonly description: string;
  /** A cookie that a script has to send back as a header. */
  readonly 'x-echo'?: CookieEcho;
}

export type SecurityScheme = Described &
  (
    | { readonly type: 'http'; readonly scheme: string; readonly bearerFormat?: string }
    | { readonly type: 'apiKey'; readonly in: 'header' | 'cookie'; readonly name: string }
  );
