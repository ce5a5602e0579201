/** Something a person must mend before the server can run. The message is a line for each, with its remedy. */
export class StartupError extends Error {
  override readonly name = 'StartupError';

  constructor(message: string, options?: ErrorOptions) {
    super(message.split('\n').map(visibleText).join('\n'), options);
  }
}

/**
 * A text in which every character can be seen, and none is obeyed by a terminal: what has no shape
 * of its own is written as its code, a BOM as `\u{feff}`. The space stays.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}]/gu, (character) =>
    character === ' ' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
