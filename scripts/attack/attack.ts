import type { Target } from './target.ts';

/**
 * How an attack ends: the server holds, the server falls, or what is attacked is not there yet.
 */
export type Outcome = 'holds' | 'falls' | 'not there yet';

/** Something that was tried on servers like this one, and often enough worked. */
export interface Attack {
  /** One word or two, for the command line. */
  readonly name: string;
  /** What the attacker does. */
  readonly story: string;
  /** The row of docs/security.md that it belongs to. */
  readonly row?: number;
  /** Plays it for real. Some ten requests at most, and a few seconds. */
  play(target: Target): Promise<Outcome>;
}

/** The outcome of an attack that could be played. */
export function holdsIf(condition: boolean): Outcome {
  return condition ? 'holds' : 'falls';
}
