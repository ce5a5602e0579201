import { HttpError } from '../http/http-error.ts';

/** 429 in DRF's words: too many wrong passwords, come back in some seconds (RFC 6585 §4). */
export class Throttled extends HttpError {
  /** How long to wait. */
  readonly seconds: number;
  /** What people are told, on pages. */
  declare readonly explanation: string;

  /** @param milliseconds how long to wait. */
  constructor(milliseconds: number) {
    const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
    const wait = `${seconds} second${seconds === 1 ? '' : 's'}`;
    const friendlyWait = seconds <= 90 ? wait : `${Math.ceil(seconds / 60)} minutes`;
    super(429, `Request was throttled. Expected available in ${wait}.`, {
      headers: { 'Retry-After': String(seconds) },
      explanation: `There were too many wrong passwords. Try again in ${friendlyWait}.`,
    });
    this.seconds = seconds;
  }
}
