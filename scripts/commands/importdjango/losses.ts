/** How many of those who lose something are named. */
const NAMED = 5;
/** How much of a name is shown. */
const LONGEST = 60;

/** What would be lost, and by whom. */
export class Losses {
  readonly #losers = new Map<string, { count: number; names: string[] }>();

  /**
   * @param loss a sentence's end: `… keep their password as md5, which is not read`.
   * @param name of one who loses it, or what is lost.
   * @param count how many that is.
   */
  add(loss: string, name?: string, count = 1): void {
    const losers = this.#losers.get(loss) ?? { count: 0, names: [] };
    this.#losers.set(loss, losers);
    losers.count += count;
    if (name !== undefined && losers.names.length <= NAMED) losers.names.push(name);
  }

  get isEmpty(): boolean {
    return this.#losers.size === 0;
  }

  /** A row for each loss: how many, what, and some of whom it concerns. */
  rows(): string[][] {
    return [...this.#losers].map(([loss, { count, names }]) => {
      const named = names.slice(0, NAMED).map(readable);
      const rest = names.length > NAMED ? ', …' : '';
      return [count.toLocaleString('en-US'), loss, named.join(', ') + rest];
    });
  }
}

/** A name that can be anything, in one line and not too long. */
function readable(name: string): string {
  const text = JSON.stringify(name).slice(1, -1);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
