import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheme } from '../../../auth/scheme.ts';
import type { CurlRequest, Guide } from '../guided-tour.ts';
import { mismatches } from '../tour/answer.ts';
import { send } from '../tour/request.ts';
import type { Answer } from '../tour/request.ts';

export interface Exchange {
  /** What was said before it. */
  readonly words: string;
  readonly title: string | undefined;
  readonly request: CurlRequest;
  readonly answer: Answer;
  /** What is not as expected, in a sentence each. */
  readonly problems: readonly string[];
}

export interface GuideOptions extends Pick<Guide, 'username' | 'login' | 'password'> {
  /** Where the server is, such as `http://127.0.0.1:8000`. */
  readonly origin: string;
  /** Below which all of it is; empty where that is the root. */
  readonly basePath: string;
  /** What it is called there, where it goes by no address: `host[:port]`. */
  readonly host: string | undefined;
  /** Credentials that have expired, in place of some that have not. */
  readonly expired: (() => Promise<string>) | undefined;
  readonly scheme: Scheme;
  /** Ends the tour when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * A guide on a server with settings of its own.
 *
 * @param exchanges what happens is written down there.
 */
export function recordingGuide(options: GuideOptions, exchanges: Exchange[]): Guide {
  const { username, login, password, scheme, origin, basePath, expired, signal } = options;
  const { host = new URL(origin).host } = options;
  let words: string[] = [];
  return {
    ...{ username, login, password, isStaged: false },

    say(text) {
      words.push(text);
    },

    async curl(request, expected) {
      const below = { ...underWord(request, scheme), path: basePath + request.path };
      const sent = asBrowser(origin, host, below);
      // A certificate is for a name, and this address has none; but nobody else can be there.
      const answer = await send(origin, sent, { signal, rejectUnauthorized: false });
      exchanges.push({
        words: words.join(' '),
        title: expected.title,
        request: sent,
        answer,
        problems: mismatches(answer, expected),
      });
      words = [];
      return answer;
    },

    async expire(credentials) {
      return expired?.() ?? credentials;
    },

    async wait(seconds) {
      await sleep(seconds * 1000, undefined, { signal });
    },
  };
}

/** A tour's request under the word that the scheme goes by here, in place of the usual one. */
function underWord(request: CurlRequest, { credentials }: Scheme): CurlRequest {
  const { word } = credentials;
  const { Authorization } = request.headers ?? {};
  if (Authorization === undefined || word === undefined) return request;
  return {
    ...request,
    headers: { ...request.headers, Authorization: Authorization.replace(/^\S+(?= )/, word) },
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
