import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/http/http-error.ts';
import { parseForm } from '../../src/http/form.ts';
import { parseJson } from '../../src/http/json.ts';
import { parseMultipart } from '../../src/http/multipart.ts';
import { anyCharacter } from '../support/any-character.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc.string({ unit: anyCharacter }).map((text) => Buffer.from(text)),
);

/** A text without lone surrogates, which have no UTF-8 form. */
const text = fc.string({ unit: 'grapheme' });

/** Runs a parser, and lets no error pass but the one that is meant for bad bodies. */
async function attempt<Value>(parse: () => Value | Promise<Value>): Promise<Value | undefined> {
  try {
    return await parse();
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return undefined;
  }
}

describe('JSON', () => {
  it('35: is parsed or refused, whatever it is', async () => {
    const almost = fc
      .json()
      .chain((json) =>
        fc.tuple(fc.nat(json.length), fc.string()).map(([at, more]) => json.slice(0, at) + more),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          bytes,
          almost.map((json) => Buffer.from(json)),
        ),
        async (body) => {
          await attempt(() => parseJson(body));
        },
      ),
    );
  });

  it('35: comes out as it went in', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: anyCharacter }), (json) => {
        fc.pre(json.isWellFormed());
        expect(parseJson(Buffer.from(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});

describe('a form', () => {
  it('34: is parsed, whatever it is, into texts', () => {
    fc.assert(
      fc.property(bytes, (body) => {
        const fields = parseForm(body);
        expect(Object.getPrototypeOf(fields)).toBeNull();
        for (const value of Object.values(fields)) expect(typeof value).toBe('string');
      }),
    );
  });

  it('34: comes out as it went in, the last of equal names', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const fields = parseForm(Buffer.from(new URLSearchParams(pairs).toString()));
        expect(new Map(Object.entries(fields))).toEqual(new Map(pairs));
      }),
    );
    expect({ ...parseForm(Buffer.from('?a=b')) }).toEqual({ '?a': 'b' });
  });
});

describe('a multipart form', () => {
  const type = 'multipart/form-data; boundary=B';
  const head = 'Content-Disposition: form-data; name=';

  it('35: is parsed or refused, whatever it is', async () => {
    const line = fc.oneof(
      fc.constantFrom('--B', '--B--', '', `${head}"a"`, `${head}"a"; filename="f"`, head, '--'),
      fc.constantFrom(
        'Content-Type: text/plain; charset=utf-7',
        'Content-Transfer-Encoding: x',
        ':',
      ),
      text,
    );
    const almost = fc.array(line).map((lines) => Buffer.from(lines.join('\r\n')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, almost), async (body) => {
        await attempt(() => parseMultipart(body, type));
      }),
      { numRuns: 500 },
    );
  });

  it('35: with any boundary is parsed or refused', async () => {
    const parameters = fc.oneof(
      text,
      text.map((boundary) => `boundary=${boundary}`),
    );
    await fc.assert(
      fc.asyncProperty(parameters, bytes, async (more, body) => {
        await attempt(() => parseMultipart(body, `multipart/form-data; ${more}`));
      }),
    );
  });

  it('35: comes out as it went in', async () => {
    const name = fc.stringMatching(/^[\w.[\]-]{1,20}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text)), async (pairs) => {
        fc.pre(pairs.every(([, value]) => !value.includes('--B')));
        const parts = pairs.map(([each, value]) => `--B\r\n${head}"${each}"\r\n\r\n${value}\r\n`);
        const fields = await parseMultipart(Buffer.from(`${parts.join('')}--B--\r\n`), type);
        expect(new Map(Object.entries(fields))).toEqual(new Map(pairs));
      }),
    );
  });
});
