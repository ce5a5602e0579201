import type { CurlRequest } from './tour.ts';

/** A scheme in a few sentences, for the page `/`; the room's README.md has the long story. */
export interface Lesson {
  readonly title: string;
  /**
   * The commands that get in, in their order. What they take from each other's answers is written in
   * capitals.
   */
  readonly commands: (username: string) => readonly CurlRequest[];
  /** The line of a request that carries the credentials. */
  readonly line: string;
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
}
