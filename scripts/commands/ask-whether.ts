import type { Command } from 'commander';
import { Terminal } from './terminal.ts';

/**
 * Asks the person at the terminal whether to do what cannot be undone, and ends the command unless
 * they say yes.
 *
 * @param isAnswered whether the command line has said yes already.
 * @throws {Cancelled}
 */
export async function askWhether(
  program: Command,
  question: string,
  isAnswered = false,
): Promise<void> {
  if (isAnswered) return;
  if (!Terminal.isPresent) {
    program.error('Error: There is no terminal to ask at; pass --yes to do it unasked.');
  }
  const terminal = new Terminal();
  try {
    const answer = await terminal.ask(`${question} [y/N]: `);
    if (!/^y(?:es)?$/i.test(answer.trim())) program.error('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
