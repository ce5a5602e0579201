import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeCurl } from '../support/curl.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of the tutorial: what to run, or what comes of it; `text` is neither. */
interface Block {
  readonly kind: string;
  readonly text: string;
}

function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, kind = '', text = '']) => ({ kind, text }));
}

/** A reader with a clone and two terminals. */
class Reader {
  readonly folder: string;
  /** What every user of the reader's machine can write to. */
  readonly temporary = temporaryFolder();
  readonly #home = temporaryFolder();
  readonly #shell: ChildProcess;
  readonly #port: number;
  #server: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    // Away from a terminal curl would draw a progress bar.
    writeFileSync(join(this.#home, '.curlrc'), 'silent\nshow-error\n');
    this.#shell = spawn('bash', { cwd: folder, env: this.#environment(), stdio: 'pipe' });
    onTestFinished(async () => {
      this.#shell.kill();
      await this.#stopServer();
    });
  }

  /** Types commands and waits for what they print. */
  async type(commands: string): Promise<string> {
    const { stdin, stdout } = this.#shell;
    if (stdin === null || stdout === null) throw new Error('the shell has no pipes');
    const end = `end ${crypto.randomUUID()}`;
    stdin.write(`{ ${commands.replaceAll('127.0.0.1:8000', `127.0.0.1:${this.#port}`)}\n} 2>&1\n`);
    stdin.write(`printf '%s' '${end}'\n`);
    let output = '';
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      output += String(chunk);
      if (output.endsWith(end)) break;
    }
    return output.slice(0, -end.length);
  }

  /** Starts the server in the other terminal, in place of the one that runs there. */
  async serve(command: string): Promise<void> {
    await this.#stopServer();
    const manifest = readFileSync(join(this.folder, 'package.json'), 'utf8');
    const { scripts } = JSON.parse(manifest) as { scripts: { start: string } };
    // What is stopped later is the server, not npm around it.
    const local = command.trim().replace('npm start', scripts.start);
    const options = { cwd: this.folder, env: this.#environment() };
    const server = spawn('sh', ['-c', local], options);
    this.#server = server;
    let output = '';
    for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
      output += String(chunk);
      if (output.includes('listening on')) return;
    }
    throw new Error(`the server does not start: ${output}`);
  }

  async #stopServer(): Promise<void> {
    if (this.#server === undefined) return;
    const closed = once(this.#server, 'close');
    this.#server.kill();
    await closed;
    this.#server = undefined;
  }

  #environment(): NodeJS.ProcessEnv {
    const [HOME, TMPDIR] = [this.#home, this.temporary];
    return { PATH: process.env.PATH, HOME, TMPDIR, PORT: String(this.#port) };
  }
}

/** Compares as a person would: white space does not count, and `…` is whatever it is. */
function expectOutput(actual: string, shown: string): void {
  const tidy = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const pattern = tidy(shown)
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*?');
  expect(tidy(actual)).toMatch(new RegExp(`^${pattern}$`));
}

describeCurl('docs/tutorial.md', () => {
  it(
    'can be followed from top to bottom by copying its commands',
    { timeout: 600_000 },
    async () => {
      const folder = join(temporaryFolder(), 'clone');
      await promisify(execFile)('git', ['clone', '--quiet', PROJECT, folder]);
      // What `npm ci` does on a reader's machine.
      symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
      const reader = new Reader(folder, await freePort());

      const blocks = blocksOf(readFileSync(join(PROJECT, 'docs/tutorial.md'), 'utf8'));
      expect(blocks.filter(({ kind }) => kind === 'sh server')).toHaveLength(5);
      let compared = 0;
      let output = '';
      for (const { kind, text } of blocks) {
        if (kind === 'sh') output = await reader.type(text.replace(/^npm ci\n/, ''));
        else if (kind === 'sh server') await reader.serve(text);
        else if (kind !== 'text') {
          expectOutput(output, text);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(20);
      // Compiled code would lie there, for others to replace.
      expect(readdirSync(reader.temporary).filter((name) => name.startsWith('tsx'))).toEqual([]);
    },
  );
});
