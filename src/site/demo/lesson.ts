import type { CredentialsPlace } from '../../auth/scheme.ts';
import type { CurlRequest } from './guided-tour.ts';

/** A scheme in a few sentences, for its page; the scheme's README.md has the long story. */
export interface Lesson {
  readonly title: string;
  /** It in a sentence, to stand beside the others'. */
  readonly summary: string;
  /**
   * The commands that get in, in their order. What they take from each other's answers is written in
   * capitals.
   */
  readonly commands: (username: string, credentials: CredentialsPlace) => readonly CurlRequest[];
  /** The line of a request that carries the credentials. */
  readonly line: (credentials: CredentialsPlace) => string;
  /** What goes over the wire. */
  readonly wire: string;
  /** What the server does for each request, and what that costs. */
  readonly work: string;
  /** Where the credentials are, on both sides. */
  readonly lives: string;
  /** How they leak. */
  readonly leaks: string;
  /** How they end. */
  readonly ends: string;
  /** When to choose the scheme. */
  readonly choose: string;
  /** For those who plan how many machines it takes. */
  readonly upkeep: Upkeep;
}

/** What a client that keeps asking costs beside its requests, with the settings' defaults. */
export interface Upkeep {
  /** Seconds between two hashes of its password, in each process that it asks. */
  readonly hash?: number;
  /** Seconds between two writes to the database. */
  readonly write?: number;
  /** Whether services that have the key can check its credentials without asking this server. */
  readonly isSelfContained?: boolean;
}
