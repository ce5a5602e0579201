/** Gives up waiting; what comes first holds its turn for too long. */
export class QueueTimeout extends Error {
  override readonly name = 'QueueTimeout';
}

/**
 * Lets works about one subject go one after the other, first come, first served, and those about
 * different subjects all at once. A work that waits holds nothing that others need.
 */
export class SubjectQueues {
  readonly #timeout: number;
  /** Subject → what lets the next ones go, in their order. It is there while one of them goes. */
  readonly #waiting = new Map<string, Set<() => void>>();

  /** @param timeout milliseconds that each waits at most. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /**
   * Does the work when its turn has come.
   *
   * @throws {QueueTimeout} when that takes too long; the work is not done then.
   */
  async take<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    await this.#enter(subject);
    try {
      return await work();
    } finally {
      this.#leave(subject);
    }
  }

  #enter(subject: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(subject);
    if (waiting === undefined) {
      this.#waiting.set(subject, new Set());
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(go);
        reject(new QueueTimeout('others about the same hold their turn for too long'));
      }, this.#timeout);
      waiting.add(go);
    });
  }

  #leave(subject: string): void {
    const waiting = this.#waiting.get(subject);
    const [next] = waiting ?? [];
    if (waiting === undefined || next === undefined) {
      this.#waiting.delete(subject);
      return;
    }
    waiting.delete(next);
    next();
  }
}
