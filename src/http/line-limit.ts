/** Milliseconds. */
const SECOND = 1000;

/** Keeps a flood of requests from filling the disk with lines about it. */
export class LineLimit {
  readonly #most: number;
  readonly #onLeftOut: (count: number) => void;
  readonly #now: () => number;
  #second: number;
  #count = 0;

  /**
   * @param most how many lines may be written in a second.
   * @param onLeftOut is told, before the next line, how many were not.
   * @param now a clock that is never set, in milliseconds.
   */
  constructor(
    most: number,
    onLeftOut: (count: number) => void,
    now = (): number => performance.now(),
  ) {
    this.#most = most;
    this.#onLeftOut = onLeftOut;
    this.#now = now;
    this.#second = now();
  }

  /** Whether one more line may be written now. */
  allows(): boolean {
    const at = this.#now();
    if (at - this.#second >= SECOND) {
      const leftOut = this.#count - this.#most;
      this.#second = at;
      this.#count = 0;
      if (leftOut > 0) this.#onLeftOut(leftOut);
    }
    return ++this.#count <= this.#most;
  }
}
