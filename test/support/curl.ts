import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeWith } from './program.ts';

/** What curl printed, taken apart. */
export interface CurlOutput {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text. */
  readonly text: string;
  /** The body read as JSON, undefined where it is none. */
  readonly json: unknown;
}

/** A group of tests that run the real curl. */
export function describeCurl(title: string, tests: () => void): void {
  describeWith('curl', title, tests);
}

/**
 * Runs curl as a reader of the tutorial would, plus `-sS -i` to see headers and no progress bar.
 *
 * @param line its command line, word by word.
 * @throws {Error} when curl itself fails: no connection, an option it does not know.
 */
export async function curl(...line: string[]): Promise<CurlOutput> {
  // -q and --noproxy: the settings of the person who runs the tests are no part of them.
  const options = ['-q', '-sS', '-i', '--noproxy', '*', '--max-time', '10'];
  const { stdout } = await promisify(execFile)('curl', [...options, ...line]);
  return parse(stdout);
}

function parse(output: string): CurlOutput {
  const end = output.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = output.slice(0, end).split('\r\n');
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1));
  }
  const text = output.slice(end + 4);
  const isJson = headers.get('Content-Type')?.startsWith('application/json') ?? false;
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, text, json };
}
