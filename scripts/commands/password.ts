import type { Command } from 'commander';
import { unusablePassword, passwordProblems } from '../../src/users/password-rules.ts';
import type { Terminal } from './terminal.ts';

/** Who a password is for: it must not be like either. */
export interface Owner {
  readonly username: string;
  readonly email: string;
}

/**
 * Asks for a new password, once.
 *
 * @returns undefined, and has said why, when the two answers differ or are no password.
 * @throws {Cancelled}
 */
export async function askForPassword(terminal: Terminal): Promise<string | undefined> {
  const password = await terminal.askSecret('Password: ');
  const again = await terminal.askSecret('Password (again): ');
  const problem = password === again ? unusablePassword(password) : "Your passwords didn't match.";
  if (problem === undefined) return password;
  terminal.say(`Error: ${problem}`);
  return undefined;
}

/**
 * Reads a new password from standard input: its first line, of which only the line break is cut
 * off. Ends the program when it is weak, because nobody is there to ask.
 */
export async function readPassword(program: Command, owner: Owner): Promise<string> {
  if (process.stdin.isTTY) {
    program.error('Error: --password-stdin wants the password piped in: a terminal would show it.');
  }
  const password = await readFirstLine();
  const problems = passwordProblems(password, owner);
  if (problems.length > 0) {
    program.error(problems.map((problem) => `Error: ${problem}`).join('\n'));
  }
  return password;
}

async function readFirstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (chunk.includes('\n')) break;
  }
  // A byte order mark, as some shells put it before what they pipe, is none of it.
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return text.replace(/\r?\n[^]*$/, '');
}
