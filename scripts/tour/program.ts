import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/** After this many milliseconds a program that was asked to stop is made to. */
const STOP_DEADLINE = 12_000;

/** What a child needs of the reader's environment; none of it is a setting of ours. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

const NODE = [process.execPath, '--import', new URL('../sources.js', import.meta.url).href];

/** How a {@link Program} is started. */
export interface ProgramOptions {
  /** The file to run, from the project's root on, or from the file system's. */
  readonly script: string;
  /** The command that runs it; Node, over the sources, by default. */
  readonly interpreter?: readonly string[];
  readonly parameters?: readonly string[];
  /** Where it runs, so that the reader's `.env` and `var/` are out of its sight. */
  readonly folder: string;
  /** The only settings it sees. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A command that runs the command that follows it, such as `nice`. */
  readonly launcher?: readonly string[];
}

/** A program of this project, mostly in TypeScript, running as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';
  #stopped: Promise<void> | undefined;

  constructor(options: ProgramOptions) {
    const {
      script,
      interpreter = NODE,
      parameters = [],
      folder,
      settings,
      launcher = [],
    } = options;
    const [command, ...line] = [...launcher, ...interpreter, pathOf(script), ...parameters];
    this.#child = spawn(command ?? '', line, {
      cwd: folder,
      env: { ...environment(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        resolve();
      });
      this.#child.once('error', ({ message }) => {
        this.#output += message;
        resolve();
      });
    });
  }

  /** Its process; of a launcher that does not replace itself with the program, that one's. */
  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /** All that it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when it has ended well; throws with what it printed when it has not. */
  async succeeded(): Promise<void> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw this.#failure();
  }

  /**
   * Waits for the program to print something.
   *
   * @param pattern with one group.
   * @returns what the group holds.
   * @throws {Error} when the program ends before it has printed that.
   */
  printed(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.#output)?.[1];
        if (found !== undefined) resolve(found);
      };
      look();
      this.#child.stdout?.on('data', look);
      void this.#ended.then(() => {
        reject(this.#failure());
      });
    });
  }

  /** Asks it to stop, once however often this is called, and waits until it has. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), STOP_DEADLINE);
    await this.#ended;
    clearTimeout(deadline);
  }

  #failure(): Error {
    const line = this.#child.spawnargs.join(' ');
    return new Error(`${line}\nended before its time and printed:\n${this.#output}`);
  }
}

function environment(): Record<string, string | undefined> {
  const inherited = INHERITED.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(inherited.filter(([, value]) => value !== undefined));
}

function pathOf(file: string): string {
  return isAbsolute(file) ? file : fileURLToPath(new URL(`../../${file}`, import.meta.url));
}
