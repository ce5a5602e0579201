import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Milliseconds after which a process that was told to stop, and goes on, asks again. */
const RESUME_DELAY = 100;

/** A key of the reader's that is not typed. */
const key = (name: string) => ({ ctrl: true, name });

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
  /** What was asked and is not answered yet. */
  #asked: (() => void) | undefined;

  #isStopping = false;

  constructor() {
    this.#reader.on('SIGTSTP', this.#stop);
    process.on('SIGCONT', this.#resume);
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
    return this.#answer(() => {
      if (this.#isOver) return;
      this.#screen.isMuted = false;
      this.#reader.setPrompt(question);
      this.#reader.prompt(true);
    });
  }

  /**
   * Asks for a line that is not shown, not even as asterisks, which would tell its length.
   *
   * @throws {Cancelled}
   */
  async askSecret(question: string): Promise<string> {
    return this.#answer(() => {
      this.#screen.isMuted = true;
      this.#screen.show(question);
    });
  }

  /** Says a line. */
  say(line: string): void {
    this.#screen.show(`${line}\n`);
  }

  /** Gives the terminal back. */
  close(): void {
    process.off('SIGCONT', this.#resume);
    this.#reader.close();
  }

  /**
   * Ctrl-Z. The terminal is itself again first; and the whole job is stopped, as the terminal would
   * have done: npm, which waits for this process, would hold the shell otherwise.
   */
  readonly #stop = (): void => {
    this.#isStopping = true;
    process.stdin.setRawMode(false);
    this.#screen.endLine();
    process.kill(0, 'SIGTSTP');
    // Where no shell could ever wake it up, the kernel has not stopped it. Where one has, both are due
    // by now, and the signal is looked at before what is immediate.
    setTimeout(() => {
      setImmediate(() => {
        if (this.#isStopping) this.#resume();
      });
    }, RESUME_DELAY);
  };

  /** Asks again, from the beginning: what was typed before is no part of the answer. */
  readonly #resume = (): void => {
    this.#isStopping = false;
    if (this.#isOver) return;
    // Twice, because Node does nothing where it believes the mode to be that one already.
    process.stdin.setRawMode(false).setRawMode(true);
    this.#screen.isMuted = true;
    this.#reader.write(null, key('e'));
    this.#reader.write(null, key('u'));
    this.#screen.endLine();
    this.#asked?.();
  };

  async #answer(ask: () => void): Promise<string> {
    this.#asked = ask;
    ask();
    const answer = await this.#answers.next();
    this.#asked = undefined;
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
