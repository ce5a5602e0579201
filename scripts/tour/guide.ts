import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type {
  CurlAnswer,
  CurlRequest,
  Expectation,
  Guide,
} from '../../src/site/demo/guided-tour.ts';
import { answerLines, mismatches } from '../../src/site/demo/tour/answer.ts';
import { curlCommand } from '../../src/site/demo/tour/command.ts';
import { send } from '../../src/site/demo/tour/request.ts';
import { WIDTH, wrap } from '../../src/site/demo/tour/wrap.ts';
import { fold } from './fold.ts';

/** Shorter waits, in seconds, pass while a reader types. */
const NOTICEABLE = 0.5;

/** Where a {@link TerminalGuide} leads, whom, and how it speaks. */
export interface GuideOptions {
  /** The server, such as `http://127.0.0.1:8000`. */
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  /** Shows a text of one or more lines. */
  readonly print: (text: string) => void;
  /** Ends the tour when it is aborted. */
  readonly signal: AbortSignal;
}

/** A guide that shows everything as it happens, as lines that a shell could run, and keeps count. */
export class TerminalGuide implements Guide {
  readonly isStaged = true;
  readonly username: string;
  readonly login: string;
  readonly password: string;
  /** How many requests were sent. */
  requests = 0;
  /** How many of the answers were not as expected. */
  wrong = 0;
  readonly #options: GuideOptions;

  constructor(options: GuideOptions) {
    this.#options = options;
    this.username = options.username;
    this.login = options.username;
    this.password = options.password;
  }

  // Tours take the methods off the guide, so these bring their `this` along.

  readonly say = (text: string): void => {
    for (const line of wrap(text, WIDTH - 2)) this.#options.print(styleText('cyan', `# ${line}`));
  };

  readonly curl = async (request: CurlRequest, expected: Expectation): Promise<CurlAnswer> => {
    const { origin, print, signal } = this.#options;
    print(styleText('bold', curlCommand(origin, request)));
    const answer = await send(origin, request, { signal });
    const problems = mismatches(answer, expected);
    this.requests++;
    if (problems.length > 0) this.wrong++;

    const mark = problems.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
    const [statusLine = '', ...lines] = answerLines(answer).flatMap(fold);
    print([`${mark} ${statusLine.trimStart()}`, ...lines].join('\n'));
    for (const problem of problems.flatMap((text) => wrap(text, WIDTH - 4))) {
      print(styleText('red', `  ! ${problem}`));
    }
    print('');
    return answer;
  };

  readonly expire = async (credentials: string, seconds: number): Promise<string> => {
    await this.wait(seconds);
    return credentials;
  };

  readonly wait = async (seconds: number): Promise<void> => {
    if (seconds >= NOTICEABLE) this.#options.print(styleText('bold', `sleep ${seconds}`));
    await sleep(seconds * 1000, undefined, { signal: this.#options.signal });
  };
}
