import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The person at the terminal pressed Ctrl-C or Ctrl-D instead of answering. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/**
 * A conversation with the person at the terminal, in plain lines as Django's.
 *
 * It is made of node:readline and not of @inquirer/prompts, for three reasons. Inquirer repaints
 * its questions in a style of its own, with "[input is masked]" at a password. It leaves raw mode
 * after each question, and what is typed or pasted until the next one is echoed by the terminal
 * itself, passwords too. And it opens a reader for each question, which drops what was typed ahead.
 * Here one reader holds the terminal from the first question to the last, and nothing it writes
 * gets through except while a question that may be seen is being answered.
 */
export class Terminal {
  readonly #screen = new Screen();
  // Without a history: the key "up" at a later question would bring a password back in the clear.
  readonly #reader = createInterface({
    input: process.stdin,
    output: this.#screen,
    terminal: true,
    historySize: 0,
  });
  readonly #answers = this.#reader[Symbol.asyncIterator]();
  #isOver = false;

  constructor() {
    // At once, and not when the answer is taken: a pasted text brings the next lines along.
    this.#reader.on('line', () => (this.#screen.isMuted = true));
    this.#reader.on('close', () => (this.#isOver = true));
  }

  /** Whether there is a person to ask. */
  static get isPresent(): boolean {
    return process.stdin.isTTY;
  }

  /**
   * Asks for a line that may be seen.
   *
   * @throws {Cancelled}
   */
  async ask(question: string): Promise<string> {
    if (!this.#isOver) {
      this.#screen.isMuted = false;
      this.#reader.setPrompt(question);
      this.#reader.prompt(true);
    }
    return this.#answer();
  }

  /**
   * Asks for a line that is not shown, not even as asterisks, which would tell its length.
   *
   * @throws {Cancelled}
   */
  async askSecret(question: string): Promise<string> {
    this.#screen.isMuted = true;
    this.#screen.show(question);
    return this.#answer();
  }

  /** Says a line. */
  say(line: string): void {
    this.#screen.show(`${line}\n`);
  }

  /** Gives the terminal back. */
  close(): void {
    this.#reader.close();
  }

  async #answer(): Promise<string> {
    const answer = await this.#answers.next();
    this.#screen.endLine();
    if (answer.done === true) throw new Cancelled();
    return answer.value;
  }
}

/**
 * Where the reader echoes what is typed: standard error, because questions are no output, or
 * nowhere.
 */
class Screen extends Writable {
  isMuted = true;
  #isInLine = false;

  /** The reader needs it to edit an answer that is longer than a line. */
  get columns(): number {
    return process.stderr.columns;
  }

  /** Writes whether muted or not. */
  show(text: string): void {
    process.stderr.write(text);
    this.#isInLine = !text.endsWith('\n');
  }

  /** Moves on to a new line if need be. */
  endLine(): void {
    if (this.#isInLine) this.show('\n');
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.isMuted) this.show(chunk.toString());
    done();
  }
}
