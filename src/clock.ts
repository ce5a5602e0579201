/** Tells the time as Unix milliseconds. Tests give their own, so that nothing ever has to sleep. */
export type Clock = () => number;
