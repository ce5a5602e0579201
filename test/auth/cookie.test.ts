import fc from 'fast-check';
import { parseCookie } from 'cookie';
import { describe, expect, it } from 'vitest';
import { readCookie } from '../../src/auth/cookie.ts';

/** Few, so that some come twice. */
const name = fc.constantFrom('a', 'b', 'ab', 'sessionid');
const value = fc.stringMatching(/^[\w!#$&'()*+./:<=>?@[\]^`{|}~-]*$/);

describe('a cookie', () => {
  it('26: is read from any header without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name, (header, wanted) => {
        expect(['string', 'undefined']).toContain(typeof readCookie(header, wanted));
      }),
    );
  });

  it('26: has the value that was sent, unless it was sent twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), name, (pairs, wanted) => {
        const header = pairs.map(([each, text]) => `${each}=${text}`).join('; ');
        const values = pairs.flatMap(([each, text]) => (each === wanted ? [text] : []));
        expect(readCookie(header, wanted)).toBe(values.length === 1 ? values[0] : undefined);
        // A well-known reader finds the same.
        if (values.length < 2) {
          const decode = (text: string): string => text;
          expect(readCookie(header, wanted)).toBe(parseCookie(header, { decode })[wanted]);
        }
      }),
    );
  });
});
