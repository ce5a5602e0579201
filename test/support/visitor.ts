/** Somebody who sends the requests of step 0.1. */
export interface Visitor {
  readonly name: string;
  /** The headers that let them in. */
  readonly obtain: (origin: string) => Promise<Record<string, string>>;
  /** What they are greeted with. */
  readonly greeting: object;
}
