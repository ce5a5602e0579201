import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheme } from '../../../auth/scheme.ts';
import { underWord } from '../../header-type.ts';
import type { CurlAnswer, CurlRequest, Expectation, Guide } from '../guided-tour.ts';
import { mismatches } from '../tour/answer.ts';
import { send } from '../tour/request.ts';
import type { Answer } from '../tour/request.ts';

/** A request of a tour and its answer. */
export interface Exchange {
  /** What was said before it. */
  readonly words: string;
  readonly title: string | undefined;
  readonly request: CurlRequest;
  readonly answer: Answer;
  /** What is not as expected, in a sentence each. */
  readonly problems: readonly string[];
}

/** Whom a {@link RecordingGuide} leads, and where. */
export interface RecordingOptions {
  readonly username: string;
  readonly login: string;
  readonly password: string;
  /** Where the server is, such as `http://127.0.0.1:8000`. */
  readonly origin: string;
  /** Below which all of it is; empty where that is the root. */
  readonly basePath: string;
  /** What it is called there, where it goes by no address: `host[:port]`. */
  readonly host: string | undefined;
  /** Credentials that have expired, in place of some that have not. */
  readonly expired: (() => Promise<string>) | undefined;
  /** The scheme that is shown. */
  readonly scheme: Scheme;
  /** Ends the tour when it is aborted. */
  readonly signal: AbortSignal;
}

/** A guide that writes down what happens, on a server with settings of its own. */
export class RecordingGuide implements Guide {
  readonly isStaged = false;
  readonly username: string;
  readonly login: string;
  readonly password: string;
  /** What has happened so far. */
  readonly exchanges: Exchange[] = [];
  readonly #options: RecordingOptions;
  #words: string[] = [];

  constructor(options: RecordingOptions) {
    this.#options = options;
    this.username = options.username;
    this.login = options.login;
    this.password = options.password;
  }

  // Tours take the methods off the guide, so these bring their `this` along.

  readonly say = (text: string): void => {
    this.#words.push(text);
  };

  readonly curl = async (request: CurlRequest, expected: Expectation): Promise<CurlAnswer> => {
    const { scheme, origin, basePath, host = new URL(origin).host, signal } = this.#options;
    const below = { ...underWord(request, scheme), path: basePath + request.path };
    const sent = asBrowser(origin, host, below);
    // A certificate is for a name, and this address has none; but nobody else can be there.
    const answer = await send(origin, sent, { signal, rejectUnauthorized: false });
    this.exchanges.push({
      words: this.#words.join(' '),
      title: expected.title,
      request: sent,
      answer,
      problems: mismatches(answer, expected),
    });
    this.#words = [];
    return answer;
  };

  readonly expire = async (credentials: string): Promise<string> =>
    this.#options.expired?.() ?? credentials;

  readonly wait = async (seconds: number): Promise<void> => {
    await sleep(seconds * 1000, undefined, { signal: this.#options.signal });
  };
}

/**
 * A request to the server as it is called. Over TLS, forms have to say which page they come from; a
 * browser does so by itself.
 */
function asBrowser(origin: string, host: string, request: CurlRequest): CurlRequest {
  const isSecureForm = origin.startsWith('https:') && request.form !== undefined;
  const referer = isSecureForm ? { Referer: `https://${host}/` } : {};
  return { ...request, headers: { Host: host, ...referer, ...request.headers } };
}
