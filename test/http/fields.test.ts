import { describe, expect, it } from 'vitest';
import { readFields } from '../../src/http/fields.ts';

const text = { trim: false };

describe('fields', () => {
  it('34: are those that were sent, not those that every object has', () => {
    const data = JSON.parse('{"__proto__":{"username":"root"}}') as unknown;
    const fields = { username: text, toString: text, constructor: text };
    expect(() => readFields(data, fields)).toThrow(
      expect.objectContaining({
        body: {
          username: ['This field is required.'],
          toString: ['This field is required.'],
          constructor: ['This field is required.'],
        },
      }),
    );
    expect(readFields({ toString: 'own' }, { toString: text }).toString).toBe('own');
  });

  it('name all that is wrong with a value', () => {
    expect(() => readFields({ a: '\0\udc00' }, { a: text })).toThrow(
      expect.objectContaining({
        body: {
          a: ['Null characters are not allowed.', 'Surrogate characters are not allowed: U+DC00.'],
        },
      }),
    );
  });
});
