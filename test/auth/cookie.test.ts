import fc from 'fast-check';
import { parseCookie } from 'cookie';
import { describe, expect, it } from 'vitest';
import { readCookies } from '../../src/auth/cookie.ts';
import { anyCharacter } from '../support/any-character.ts';

/** Few, so that some come twice. */
const name = fc.constantFrom('a', 'b', 'ab', 'sessionid');
const value = fc.stringMatching(/^[\w!#$&'()*+./:<=>?@[\]^`{|}~-]*$/);

describe('a cookie', () => {
  it('26: is read from any header without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), name, (header, wanted) => {
        expect(readCookies(header, wanted).length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('has no quotes, as in Django, where a client puts some around it', () => {
    expect(readCookies('a="one"; a=one; a="; a=""; a="two', 'a')).toEqual(['one', '"', '', '"two']);
  });

  // Chromium sends such a name as it was set, and sees no prefix in it.
  it('57: has no name that a browser would not take for its own', () => {
    const header = '\xA0__Host-id=planted; __Host-id\xA0=planted; \t__Host-id \t= \tours \t';
    expect(readCookies(header, '__Host-id')).toEqual(['ours']);
  });

  it('26, 57: has the values that were sent, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), name, (pairs, wanted) => {
        const header = pairs.map(([each, text]) => `${each}=${text}`).join('; ');
        const values = pairs.flatMap(([each, text]) => (each === wanted ? [text] : []));
        expect(readCookies(header, wanted)).toEqual([...new Set(values)]);
        // A well-known reader finds the first.
        const decode = (text: string): string => text;
        expect(readCookies(header, wanted)[0]).toBe(parseCookie(header, { decode })[wanted]);
      }),
    );
  });
});
