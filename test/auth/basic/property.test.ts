import fc from 'fast-check';
import type { Request } from 'express';
import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { StrictBasicStrategy } from '../../../src/auth/basic/strategy.ts';
import { HttpError } from '../../../src/http/http-error.ts';
import { anyCharacter } from '../../support/any-character.ts';

/** What the strategy hands on for this header, or its refusal. */
function read(authorization: string): Promise<[string, string] | HttpError> {
  return new Promise((resolve, reject) => {
    const strategy: StrictBasicStrategy = Object.assign(
      new StrictBasicStrategy((username, password) => {
        resolve([username as string, password]);
        return Promise.resolve(undefined);
      }),
      { success: reject, error: resolve },
    );
    const rawHeaders = ['Authorization', authorization];
    strategy.authenticate({ headers: { authorization }, rawHeaders } as unknown as Request);
  });
}

function encode(bytes: string | Uint8Array): string {
  return `Basic ${Buffer.from(bytes as string).toString('base64')}`;
}

const text = fc.string({ unit: 'grapheme' });

describe('Basic credentials', () => {
  it('1: part at their first colon, whatever name and password hold', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { minLength: 1 }), async (name, parts) => {
        fc.pre(!name.includes(':'));
        const password = parts.join(':');
        expect(await read(encode(`${name}:${password}`))).toEqual([name, password]);
      }),
    );
  });

  it('3: of any kind are read or refused with 401', async () => {
    const value = fc.oneof(fc.string({ unit: anyCharacter }), fc.base64String(), fc.constant(''));
    await fc.assert(
      fc.asyncProperty(value, async (credentials) => {
        const outcome = await read(`Basic ${credentials}`);
        if (outcome instanceof HttpError) expect(outcome.status).toBe(401);
        else expect(outcome).toHaveLength(2);
      }),
    );
  });

  it('4: that differ in a byte differ when they are read', async () => {
    // Few, and most of them no UTF-8, so that many would look alike to a careless reader.
    const byte = fc.constantFrom(0x41, 0xc3, 0xa9, 0xfe, 0xff);
    const bytes = fc.array(byte, { maxLength: 4 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (one, other) => {
        fc.pre(Buffer.compare(one, other) !== 0);
        // One text may come in UTF-8 or in Latin-1, and then is the same one, as it should be.
        fc.pre(isUtf8(one) === isUtf8(other));
        const prefix = Buffer.from('root:');
        const first = await read(encode(Buffer.concat([prefix, one])));
        const second = await read(encode(Buffer.concat([prefix, other])));
        expect(first).not.toEqual(second);
      }),
    );
  });
});
