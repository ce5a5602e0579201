/** Says on stderr how far a program is: on one line at a terminal, else line by line. */
export function progress(text: string): void {
  if (!process.stderr.isTTY) {
    console.error(text);
    return;
  }
  process.stderr.clearLine(0);
  process.stderr.cursorTo(0);
  process.stderr.write(text);
}

/** Leaves the terminal's line as it was found. */
export function endProgress(): void {
  if (process.stderr.isTTY) progress('');
}
