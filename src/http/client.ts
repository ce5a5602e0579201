import bowser from 'bowser';
import type { Request } from 'express';
import { addressOf } from './client-address.ts';

/** No browser says more of itself; a client may. */
const LONGEST_TEXT = 256;

/** What a terminal would obey, and what turns the text around it the other way. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Where a request came from, as far as a person would recognise it. */
export interface Client {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Who sent a request. What it says of itself is cut to a sane length and cleaned. */
export function clientOf(request: Request): Client {
  return {
    userAgent: cleanText(request.get('user-agent')),
    address: addressOf(request) ?? null,
  };
}

/**
 * The path that a request is for, without the query. A proxy may have written the whole address into
 * the request (RFC 9112 §3.2.2), which can begin with a name and a password.
 */
export function pathOf({ originalUrl }: Request): string | null {
  return cleanText(originalUrl.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0]);
}

/** Text of a client, fit to be stored, and shown on a terminal. */
export function cleanText(text: string | undefined): string | null {
  return text?.replace(CONTROL_CHARACTERS, '').slice(0, LONGEST_TEXT) ?? null;
}

/**
 * What a person would call a client: `Firefox on Linux`, or the name that a program gives itself.
 *
 * @param userAgent the header User-Agent, or what was kept of it.
 * @returns undefined when it says nothing.
 */
export function describeUserAgent(userAgent: string | null): string | undefined {
  if (userAgent === null || userAgent.trim() === '') return undefined;
  const { browser, os } = bowser.parse(userAgent);
  const product = /^[^\s/]+/.exec(userAgent.trim())?.[0];
  const name = browser.name === '' || browser.name === undefined ? product : browser.name;
  return os.name === undefined ? name : `${name ?? 'Unknown'} on ${os.name}`;
}
