import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { schemeSites } from '../../src/site/schemes.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import type { RawAnswer } from '../support/raw.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

type Headers = readonly (readonly [string, string])[];

/** A server, and a way to POST bytes to its `/home/` as somebody it knows. */
async function startHome(): Promise<{
  server: TestServer;
  post: (body: string | Buffer, contentType?: string, headers?: Headers) => Promise<RawAnswer>;
}> {
  const server = await startServer();
  const credentials = await schemeSites[0]?.obtain(server.origin, 'root', 'toor');
  return {
    server,
    post: (body, contentType = 'application/json', headers = []) =>
      sendRaw(
        server.port,
        rawRequest(
          'POST',
          '/home/',
          [
            ...Object.entries(credentials ?? {}),
            ...(contentType === '' ? [] : [['Content-Type', contentType] as const]),
            ...headers,
          ],
          body,
        ),
      ),
  };
}

function detailOf({ body }: RawAnswer): unknown {
  return (JSON.parse(body) as { detail: unknown }).detail;
}

function dataOf({ body }: RawAnswer): unknown {
  return (JSON.parse(body) as { data: unknown }).data;
}

describe('a JSON body', () => {
  it.each(['null', '0', '-1.5e3', '"é\\ud83d\\ude00"', '[]', '[[],{"a":{}}]', 'true', ' {} '])(
    '%s comes back as it is',
    async (text) => {
      const { post } = await startHome();
      const answer = await post(text);
      expect(answer.status).toBe(200);
      expect(dataOf(answer)).toEqual(JSON.parse(text));
    },
  );

  it('34: with the keys __proto__ and constructor is inert and comes back whole', async () => {
    const { post } = await startHome();
    const text = '{"__proto__":{"isActive":true},"constructor":{"prototype":{"x":1}}}';
    expect((await post(text)).body).toContain(text);
    expect(({} as Record<string, unknown>).isActive).toBeUndefined();
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each(['{', '{"a":', 'nul', '[1,]', '{a:1}', "{'a':1}", 'NaN', '[Infinity]', '\ufeff{}', '\0'])(
    '%j is a parse error that does not quote it',
    async (text) => {
      const { post } = await startHome();
      const answer = await post(text);
      expect(answer.status).toBe(400);
      expect(detailOf(answer)).toBe('JSON parse error - the body is not valid JSON');
    },
  );

  it('that is not UTF-8 is a parse error', async () => {
    const { post } = await startHome();
    const answer = await post(Buffer.from([0x22, 0xff, 0x22]));
    expect(answer.status).toBe(400);
    expect(detailOf(answer)).toBe('JSON parse error - the body is not valid UTF-8');
  });

  it('36: nested 5,000 deep is a parse error; brackets in strings do not count', async () => {
    const { post } = await startHome();
    for (const open of ['[', '{"a":']) {
      const answer = await post(open.repeat(5000));
      expect(answer.status).toBe(400);
      expect(detailOf(answer)).toBe('JSON parse error - nested too deeply');
    }
    const closed = await post('['.repeat(5000) + ']'.repeat(5000));
    expect(closed.status).toBe(400);
    expect((await post('['.repeat(512) + ']'.repeat(512))).status).toBe(200);
    expect((await post(JSON.stringify('[\\"'.repeat(5000)))).status).toBe(200);
    // A text that never ends is read once, not once from each of its characters.
    const start = performance.now();
    expect((await post('"' + '\\"'.repeat(49_000))).status).toBe(400);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('the size of a request', () => {
  it('36: a body of 200 kB is 413, and so is one that gzip hides', async () => {
    const { post } = await startHome();
    const large = JSON.stringify('x'.repeat(200_000));
    expect((await post(large)).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await post(bomb, 'application/json', [['Content-Encoding', 'gzip']]);
    expect(answer.status).toBe(413);
    const honest = gzipSync('{"a":1}');
    const small = await post(honest, 'application/json', [['Content-Encoding', 'gzip']]);
    expect(dataOf(small)).toEqual({ a: 1 });
  });

  it('36: what claims to be gzip and is not is 400, an unknown coding 415', async () => {
    const { post } = await startHome();
    const gzip = await post('{"a":1}', 'application/json', [['Content-Encoding', 'gzip']]);
    expect(gzip.status).toBe(400);
    const unknown = await post('{}', 'application/json', [['Content-Encoding', 'zip']]);
    expect(unknown.status).toBe(415);
  });

  it('36: headers of 17 kB are 431', async () => {
    const { server } = await startHome();
    const answer = await sendRaw(
      server.port,
      rawRequest('GET', '/home/', [['X-Large', 'x'.repeat(17_000)]]),
    );
    expect(answer.status).toBe(431);
  });
});

describe('a form', () => {
  const form = 'application/x-www-form-urlencoded';

  it('34: gives the last of equal keys, blank ones too, and no prototype', async () => {
    const { post } = await startHome();
    const answer = await post('a=1&a=2&b&=c&?d=%C3%A9+%&__proto__=x&toString=y', form);
    expect(dataOf(answer)).toEqual(
      JSON.parse('{"a":"2","b":"","":"c","?d":"é %","__proto__":"x","toString":"y"}'),
    );
  });

  it('with more than 1000 fields is 400', async () => {
    const { post } = await startHome();
    const answer = await post('a=1&'.repeat(1001), form);
    expect(answer.status).toBe(400);
    expect(detailOf(answer)).toBe('Too many fields in the request body.');
  });

  it('is told by its media type in any case, with parameters', async () => {
    const { post } = await startHome();
    const answer = await post('a=1', 'Application/X-WWW-Form-URLencoded; charset=utf-8');
    expect(dataOf(answer)).toEqual({ a: '1' });
  });

  it.each([
    ['iso-8859-1', 'a=%e9+b&%e9=', { a: 'é b', é: '' }],
    ['"windows-1251"', 'a=%cf%f0&&b=1=2', { a: 'Пр', b: '1=2' }],
    ['utf-8', 'a=%e9', { a: '\u{FFFD}' }],
  ])('in the charset %s is read in it', async (charset, body, data) => {
    const { post } = await startHome();
    const answer = await post(body, `${form}; charset=${charset}`);
    expect(dataOf(answer)).toEqual(data);
  });

  it.each(['utf-16', 'klingon'])('in the charset %s is 415', async (charset) => {
    const { post } = await startHome();
    for (const type of [form, 'multipart/form-data; boundary=B']) {
      expect((await post('a=1', `${type}; charset=${charset}`)).status).toBe(415);
    }
  });
});

describe('a multipart form', () => {
  const type = 'multipart/form-data; boundary=B';
  const part = (name: string, value: string, more = ''): string =>
    `--B\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

  it('gives its fields, and a file as the list of its lines', async () => {
    const { post } = await startHome();
    const body = `${part('a', '1')}${part('a', 'é')}${part('f', 'x\r\ny\rz\n\nw', '; filename="f.txt"')}--B--\r\n`;
    const answer = await post(body, type);
    expect(dataOf(answer)).toEqual({ a: 'é', f: ['x\r\n', 'y\r', 'z\n', '\n', 'w'] });
  });

  it.each([
    ['without a boundary', 'multipart/form-data', part('a', '1')],
    ['that ends too early', type, part('a', '1').slice(0, -5)],
    ['of another boundary', 'multipart/form-data; boundary=C', `${part('a', '1')}--B--\r\n`],
    ['of junk', type, 'junk'],
  ])('%s is 400', async (_what, contentType, body) => {
    const { post } = await startHome();
    const answer = await post(body, contentType);
    expect(answer.status).toBe(400);
    expect(detailOf(answer)).toBe('Multipart form parse error - the body is not a complete form');
  });

  it('leaves out a part without a name', async () => {
    const { post } = await startHome();
    const nameless = '--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n';
    const file = '--B\r\nContent-Disposition: form-data; filename="f"\r\n\r\nx\r\n';
    const answer = await post(`${nameless}${file}${part('a', '1')}--B--\r\n`, type);
    expect(dataOf(answer)).toEqual({ a: '1' });
  });

  it('with a field named __proto__ is inert', async () => {
    const { post } = await startHome();
    const answer = await post(`${part('__proto__', 'x')}--B--\r\n`, type);
    expect(answer.body).toContain('{"__proto__":"x"}');
  });
});

describe('a content type', () => {
  it.each(['', 'text/plain', 'application/xml', 'json', 'application/json/x', '*/*', ';'])(
    '%j with a body is 415',
    async (contentType) => {
      const { post } = await startHome();
      const answer = await post('{}', contentType);
      expect(answer.status).toBe(415);
      expect(detailOf(answer)).toBe(`Unsupported media type "${contentType}" in request.`);
    },
  );

  it('does not matter where there is no body', async () => {
    const { post } = await startHome();
    expect(dataOf(await post('', 'text/plain'))).toEqual({});
  });
});

describe('the log', () => {
  it('32: holds nothing of a body that cannot be read', async () => {
    const { server, post } = await startHome();
    await post('{"username":"root","password":"hunter2');
    await post('username=root&password=hunter2', 'multipart/form-data; boundary=hunter2');
    await post('hunter2', 'text/plain');
    await post('hunter2', 'application/json', [['Content-Encoding', 'gzip']]);
    expect(server.log.join('')).not.toContain('hunter2');
  });
});
