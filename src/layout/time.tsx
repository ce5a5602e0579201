import type { VNode } from 'preact';

const WORDS = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACTLY = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Milliseconds of each unit, the longest first. */
const UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

interface TimeProperties {
  /** Unix milliseconds. */
  readonly at: number;
  readonly now: number;
}

/** A time as people say it, "3 hours ago"; the exact one is its tooltip. */
export function Time({ at, now }: TimeProperties): VNode {
  return (
    <time datetime={new Date(at).toISOString()} title={`${EXACTLY.format(at)} UTC`}>
      {inWords(at - now)}
    </time>
  );
}

/** @param milliseconds from now on; less than zero for what has been. */
function inWords(milliseconds: number): string {
  for (const [unit, length] of UNITS) {
    if (Math.abs(milliseconds) >= length) {
      return WORDS.format(Math.round(milliseconds / length), unit);
    }
  }
  return milliseconds > 0 ? 'in less than a minute' : 'just now';
}
