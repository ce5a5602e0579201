/** For how long others may remember the keys, in seconds. */
export const MAX_AGE = 300;

/**
 * For how long a key is published before it signs, in milliseconds, so that a service that caches
 * the keys has had time to see it.
 */
export const PUBLISHED_AHEAD = 2 * MAX_AGE * 1000;
