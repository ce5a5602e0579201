import fc from 'fast-check';

/** Halves of characters beyond the first plane; alone they are none. */
const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * Any character, as fast-check's unit `binary`: that makes a table of them all, which takes seconds, for each
 * process that asks for it.
 */
export const anyCharacter = fc
  .nat(0x10ffff - SURROGATES.count)
  .map((at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count));
