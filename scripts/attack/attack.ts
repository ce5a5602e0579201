import type { Target } from './target.ts';

/**
 * How an attack ends: the server holds, the server falls, or what is attacked is not there yet.
 */
export type Outcome = 'holds' | 'falls' | 'not there yet';

/** What an attack is called, and what it is. */
interface Description {
  /** One word or two, for the command line. */
  readonly name: string;
  /** What the attacker does. */
  readonly story: string;
  /** The row of docs/security.md that it belongs to. */
  readonly row?: number;
}

/** Something that was tried on servers like this one, and often enough worked. */
export interface Attack extends Description {
  /** Plays it for real. */
  play(target: Target): Promise<Outcome>;
}

/** How an attack is played. */
interface Plan<Means> extends Description {
  /** What the attacker starts from; undefined where the server has no such thing yet. */
  readonly given: (target: Target) => Promise<Means | undefined>;
  /** Some ten requests at most, and a few seconds. */
  readonly holds: (target: Target, means: Means) => Promise<boolean>;
}

/** For an attack that starts from nothing. */
export async function nothing(): Promise<true> {
  return true;
}

/** An attack by its plan. */
export function attack<Means>({ given, holds, ...description }: Plan<Means>): Attack {
  return {
    ...description,
    async play(target) {
      const means = await given(target);
      if (means === undefined) return 'not there yet';
      return (await holds(target, means)) ? 'holds' : 'falls';
    },
  };
}
