import { visibleText } from './visible-text.ts';

/** Something a person must mend before the server can run. The message is a line for each, with its remedy. */
export class StartupError extends Error {
  override readonly name = 'StartupError';

  constructor(message: string) {
    super(message.split('\n').map(visibleText).join('\n'));
  }
}
