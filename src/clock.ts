/** Tells the time as Unix milliseconds. Tests give their own, so that nothing ever has to sleep. */
export type Clock = () => number;

/** A setback by more than this many milliseconds is somebody mending a clock that was wrong. */
const LARGEST_SETBACK = 86_400_000;

/**
 * A clock that never runs backwards, so that what has expired stays expired when the machine's
 * clock is set back: until that has caught up, the latest time is held.
 *
 * A setback of more than a day is believed. The clock was far ahead then, and holding its time would
 * issue credentials that outlive their lifetime by as much.
 *
 * @param clock the machine's.
 * @param floor the time that it starts at, at the earliest: the latest known from an earlier run.
 */
export function monotonicClock(clock: Clock, floor = 0): Clock {
  let latest = floor;
  return () => {
    const now = clock();
    if (now > latest || latest - now > LARGEST_SETBACK) latest = now;
    return latest;
  };
}
