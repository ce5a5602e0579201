import fc from 'fast-check';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { StrictBasicStrategy } from '../../../src/auth/basic/strategy.ts';
import { HttpError } from '../../../src/errors.ts';

/** What the strategy hands on for this header, or its refusal. */
function read(authorization: string): Promise<[string, string] | HttpError> {
  return new Promise((resolve, reject) => {
    const strategy: StrictBasicStrategy = Object.assign(
      new StrictBasicStrategy((username, password) => {
        resolve([username, password]);
        return Promise.resolve(undefined);
      }),
      { success: reject, fail: resolve, error: reject },
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
      fc.asyncProperty(text, text, async (name, password) => {
        fc.pre(!name.includes(':'));
        expect(await read(encode(`${name}:${password}`))).toEqual([name, password]);
      }),
    );
  });

  it('3: of any kind are read or refused with 401', async () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.constant(''));
    await fc.assert(
      fc.asyncProperty(value, async (credentials) => {
        const outcome = await read(`Basic ${credentials}`);
        if (outcome instanceof HttpError) expect(outcome.status).toBe(401);
        else expect(outcome).toHaveLength(2);
      }),
    );
  });

  it('4: that differ in a byte differ when they are read', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (one, other) => {
        fc.pre(Buffer.compare(one, other) !== 0);
        const prefix = Buffer.from('root:');
        const [first, second] = [
          await read(encode(Buffer.concat([prefix, one]))),
          await read(encode(Buffer.concat([prefix, other]))),
        ];
        fc.pre(isSameEncoding(one, other));
        expect(first).not.toEqual(second);
      }),
    );
  });
});

/** One text may be sent in UTF-8 or Latin-1; that it then is the same one is as it should be. */
function isSameEncoding(one: Uint8Array, other: Uint8Array): boolean {
  const isValid = (bytes: Uint8Array): boolean => !Buffer.from(bytes).toString().includes('\ufffd');
  return isValid(one) === isValid(other);
}
