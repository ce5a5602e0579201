import type { Scheme } from '../auth/scheme.ts';
import type { Services } from '../auth/services.ts';
import type { Tour } from './demo/guided-tour.ts';
import type { Lesson } from './demo/lesson.ts';
import type { SchemeDescription } from './reference/parts.ts';
import type { Request, RequestHandler } from 'express';

/**
 * What a site shows of a scheme: the folder `site` within the scheme's, whose `index.ts` exports this
 * and whose line in `site/schemes.ts` opens it. Nothing that authenticates needs it.
 */
export interface SchemeSite {
  /** As in AUTH_SCHEMES. */
  readonly name: string;
  /** How a client comes by credentials. */
  readonly obtain: ObtainCredentials;
  /** What there is to know of it, in a few sentences. */
  readonly lesson: Lesson;
  /** What a client does with them, from first to last. */
  readonly tour: Tour;
  /** It and its endpoints, as OpenAPI has them. */
  readonly openapi: (scheme: Scheme, basePath: string) => SchemeDescription;
  /** Where its users create credentials for programs; for schemes that list `namedCredentials`. */
  readonly newCredentialPage?: (services: Services, scheme: Scheme) => NewCredentialPage;
  /** What credentials say to anybody who reads them; undefined for a text that is none of them. */
  readonly decode?: (credentials: string) => DecodedCredentials | undefined;
  /** Another service that checks its credentials by itself, and what the server needs for that. */
  readonly elsewhere?: {
    /** Its program; it reads the server's address from ISSUER. */
    readonly script: string;
    readonly settings: Readonly<Record<string, string>>;
  };
  /** What it computes besides requests, to be timed. */
  readonly operations?: () => readonly Operation[];
}

/** Credentials taken apart, for people to read. What is secret in them is left out. */
export interface DecodedCredentials {
  /** What that means, in a sentence. */
  readonly note: string;
  readonly parts: readonly { readonly title: string; readonly text: string }[];
}

/** Something that a scheme does with a credential, as often as it is run. */
export interface Operation {
  readonly name: string;
  readonly run: () => unknown;
}

/** A page on which the users of a scheme create credentials for their programs. */
export interface NewCredentialPage {
  /** Below `/account/`, with a slash at its end. */
  readonly path: string;
  /** What a link to it says. */
  readonly label: string;
  /** Whether the request's user may create any, by the credentials it was made with. */
  readonly isOffered: (request: Request) => boolean;
  /** What answers there once the request is authenticated. */
  readonly page: RequestHandler;
}

/** A scheme that is open, and what the site shows of it. */
export interface ShownScheme {
  readonly scheme: Scheme;
  readonly site: SchemeSite;
}

/**
 * Does what a client does to get in.
 *
 * @param origin such as `http://127.0.0.1:8000`.
 * @returns the headers that make a request, safe or unsafe, the user's.
 */
export type ObtainCredentials = (
  origin: string,
  username: string,
  password: string,
) => Promise<Record<string, string>>;
