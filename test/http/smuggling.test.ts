import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { sendRaw } from '../support/raw.ts';
import { startServer } from '../support/server.ts';

/**
 * Requests that two programs may read differently. Each is followed by one that must not be
 * answered: the attacker who puts it there wants it to be taken for the next request of somebody else.
 */

const SMUGGLED = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

const POST = 'POST /home/ HTTP/1.1\r\nHost: 127.0.0.1\r\n';
const GET = 'GET /home/ HTTP/1.1\r\nHost: 127.0.0.1\r\n';
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;
const END = '0\r\n\r\n';

/** Everything a server says to these bytes: its status codes, in order. */
async function statusesOf(port: number, request: string): Promise<number[]> {
  const { status, body } = await sendRaw(port, Buffer.from(request, 'latin1'));
  return [status, ...[...body.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code))];
}

describe('the length of a body', () => {
  const length = (...values: string[]): string =>
    `${POST}${values.map((value) => `Content-Length: ${value}\r\n`).join('')}\r\na`;

  it.each([
    [
      'both by length and in chunks',
      `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${END}`,
    ],
    [
      'both in chunks and by length',
      `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n${END}`,
    ],
    ['by two different lengths', length('1', '2')],
    ['by the same length twice', length('1', '1')],
    ['by a list of lengths', length('1, 1')],
    ['by two lengths in one', length('1 2')],
    ['by a negative length', length('-1')],
    ['by a signed length', length('+1')],
    ['by a length in hex', length('0x1')],
    ['by a length with an exponent', length('1e0')],
    ['by a length that overflows', length('18446744073709551617')],
    ['by a blank length', length('')],
    ['by a length after a vertical tab', length('\v1')],
    ['by a length before a no-break space', length('1\xa0')],
    ['by a folded length', length('\r\n 1')],
  ])('37: given %s is 400', async (_how, request) => {
    const { port } = await startServer();
    expect(await statusesOf(port, request + SMUGGLED)).toEqual([400]);
  });
});

describe('the transfer coding', () => {
  it.each([
    ['xchunked', 501],
    ['chunked, identity', 400],
    ['chunked, chunked', 400],
    ['chunked;q=1', 501],
    ['"chunked"', 501],
    ['\vchunked', 400],
    ['\r\n chunked', 400],
    ['identity', 501],
    ['chunked\r\nTransfer-Encoding: identity', 400],
    ['gzip, chunked', 501],
    [',chunked', 501],
    ['identity\r\nTransfer-Encoding: chunked', 501],
  ])('37: %j is refused', async (value, status) => {
    const { port } = await startServer();
    const request = `${POST}Transfer-Encoding: ${value}\r\n\r\n${END}`;
    expect(await statusesOf(port, request + SMUGGLED)).toEqual([status]);
  });

  // By Node's parser from 22.23 on, as what is not a coding (RFC 9112 §6.1); by us before that.
  it.each(['', '\r\nContent-Length: 5'])('37: that is empty, %j, is refused', async (value) => {
    const { port } = await startServer();
    const request = `${POST}Transfer-Encoding: ${value}\r\n\r\n${END}`;
    expect([[400], [501]]).toContainEqual(await statusesOf(port, request + SMUGGLED));
  });

  it('37: is refused in HTTP/1.0, which has none', async () => {
    const { port } = await startServer();
    const request = CHUNKED.replace('HTTP/1.1', 'HTTP/1.0') + END;
    expect(await statusesOf(port, request + SMUGGLED)).toEqual([400]);
  });
});

describe('a chunk', () => {
  it.each([
    ['whose size overflows', 'FFFFFFFFFFFFFFFFF\r\na\r\n'],
    ['whose size is 2^64 + 1', '10000000000000001\r\na\r\n'],
    ['with a 0x', '0x1\r\na\r\n'],
    ['with a sign', '-1\r\na\r\n'],
    ['with a blank before its size', ' 1\r\na\r\n'],
    ['with a blank after its size', '1 \r\na\r\n'],
    ['without a size', '\r\na\r\n'],
    ['whose size ends in a bare LF', '1\na\r\n'],
    ['whose data ends in a bare LF', '1\r\na\n'],
    ['longer than it says', '1\r\nabc'],
    ['with an extension that ends in a bare LF', '1;a=b\na\r\n'],
    ['with a bare LF in its extension', '1;\nxx\r\na\r\n'],
    ['with a bare CR in its extension', '1;a\rb\r\na\r\n'],
    ['that is the last one and ends in bare LFs', '0\n\n'],
    ['after which a trailer ends in a bare LF', '0\r\nX: y\n\r\n'],
  ])('37: %s is 400', async (_which, chunk) => {
    const { port } = await startServer();
    const statuses = await statusesOf(port, CHUNKED + chunk + END + SMUGGLED);
    // A client that may not send a body has been told so before it is looked at.
    expect([[400], [401, 400]]).toContainEqual(statuses);
  });

  it('37: with an endless extension is 413', async () => {
    const { port } = await startServer();
    const chunk = `1;${'a'.repeat(20_000)}\r\na\r\n`;
    expect(await statusesOf(port, CHUNKED + chunk + END + SMUGGLED)).toEqual([413]);
  });
});

describe('a header', () => {
  it.each([
    ['folded', 'X: a\r\n b'],
    ['folded from the start', ' X: a'],
    ['that ends in a bare LF', 'X: a\nY: b'],
    ['that ends in a bare CR', 'X: a\rY: b'],
    ['that ends in two CRs', 'X: a\r'],
    ['with a blank before its colon', 'Transfer-Encoding : chunked'],
    ['with a blank in its name', 'X Y: a'],
    ['without a name', ': a'],
    ['without a colon', 'abc'],
    ['with a NUL in its value', 'X: a\0b'],
    ['with a NUL in its name', 'X\0: a'],
    ['with a control character', 'X: a\x01b'],
    ['with a DEL', 'X: a\x7fb'],
  ])('37: %s is 400', async (_which, line) => {
    const { port } = await startServer();
    expect(await statusesOf(port, `${GET}${line}\r\n\r\n${SMUGGLED}`)).toEqual([400]);
  });

  it.each([
    ['all lines', SMUGGLED.replaceAll('\r\n', '\n')],
    ['the request line', SMUGGLED.replace('\r\n', '\n')],
    ['the last header', SMUGGLED.replace('\r\n\r\n', '\n\r\n')],
    ['the empty line', SMUGGLED.replace('\r\n\r\n', '\r\n\n')],
  ])('37: a bare LF after %s is 400', async (_which, request) => {
    const { port } = await startServer();
    expect(await statusesOf(port, request)).toEqual([400]);
  });

  it('36: of 17 kB is 431, in the target, a value or many small ones', async () => {
    const { port } = await startServer();
    const long = 'a'.repeat(17_000);
    for (const request of [
      `GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `${GET}X: ${long}\r\n\r\n`,
      `${GET}${long}: x\r\n\r\n`,
      `${GET}${'X: a\r\n'.repeat(9000)}\r\n`,
    ]) {
      expect(await statusesOf(port, request + SMUGGLED)).toEqual([431]);
    }
  });

  it('37: that may come once and comes twice is not read as either', async () => {
    const { origin, port } = await startServer();
    const credentials = await schemeSites[0]?.obtain(origin, 'root', 'toor');
    const headers = Object.entries({ ...credentials, Connection: 'close', 'Content-Length': '2' });
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const types = ['application/json', 'text/plain'].map((type) => `Content-Type: ${type}\r\n`);
    expect(await statusesOf(port, `${POST}${lines}${types[0] ?? ''}\r\n{}`)).toEqual([200]);
    expect(await statusesOf(port, `${POST}${lines}${types.join('')}\r\n{}`)).toEqual([415]);
  });

  it('5: of credentials comes once, also where none are asked for', async () => {
    const { port } = await startServer();
    const login = JSON.stringify({ username: 'root', password: 'toor' });
    const sent = `Content-Type: application/json\r\nContent-Length: ${login.length}\r\n`;
    const line = 'Authorization: Bearer x\r\n';
    for (const [target, headers, body] of [
      ['GET /login/', '', ''],
      ['POST /api/token/', sent, login],
    ]) {
      const request = `${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}`;
      expect(await statusesOf(port, `${request}${line}\r\n${body}`)).toEqual([200]);
      expect(await statusesOf(port, `${request}${line}${line}\r\n${body}`)).toEqual([400]);
    }
  });

  it('5: does not hide behind 2,000 others', async () => {
    const { origin, port } = await startServer();
    for (const site of schemeSites) {
      const { Authorization } = await site.obtain(origin, 'root', 'toor');
      if (Authorization === undefined) continue;
      const line = `Authorization: ${Authorization}\r\n`;
      const request = `${GET}Connection: close\r\n${line}${'a:\r\n'.repeat(2000)}`;
      expect(await statusesOf(port, `${request}\r\n`)).toEqual([200]);
      expect(await statusesOf(port, `${request}${line}\r\n`)).toEqual([400]);
    }
  });
});

describe('the Host', () => {
  it.each([
    ['twice', 'Host: a\r\nHost: b\r\n'],
    ['twice the same', 'Host: a\r\nhost: a\r\n'],
    ['never', ''],
    ['with a path', 'Host: a/b\r\n'],
    ['with a user', 'Host: root@a\r\n'],
    ['with a blank', 'Host: a b\r\n'],
    ['with a comma', 'Host: a,b\r\n'],
    ['with a port that is no number', 'Host: a:b\r\n'],
    ['with half an address', 'Host: [::1\r\n'],
  ])('37: given %s is 400', async (_how, lines) => {
    const { port } = await startServer();
    const request = `GET /healthz HTTP/1.1\r\nConnection: close\r\n${lines}\r\n`;
    expect(await statusesOf(port, request)).toEqual([400]);
  });

  it.each(['a', 'a.example:8000', '127.0.0.1:', '[::1]', '[::ffff:127.0.0.1]:80', 'xn--a_b-c', ''])(
    '37: %j is one',
    async (host) => {
      const { port } = await startServer();
      const request = `GET /healthz HTTP/1.1\r\nConnection: close\r\nHost: ${host}\r\n\r\n`;
      expect(await statusesOf(port, request)).toEqual([200]);
    },
  );
});

describe('the request line', () => {
  const rest = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n';

  it.each([
    ['of HTTP/0.9', 'GET /healthz\r\n'],
    ['of HTTP/1.2', 'GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n'],
    ['that is HTTP/2’s preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['in lower case', 'GET /healthz http/1.1\r\nHost: a\r\n\r\n'],
    ['with a method that is none', `G@T /healthz${rest}`],
    ['with a method in lower case', `get /healthz${rest}`],
    ['with tabs for blanks', `GET\t/healthz\t${rest}`],
    ['with a blank in its target', `GET /a b${rest}`],
    ['with a NUL in its target', `GET /a\0b${rest}`],
    ['with a blank before it', ` GET /healthz${rest}`],
    ['with only an authority for a target', `GET 127.0.0.1:80${rest}`],
  ])('37: %s is 400', async (_which, request) => {
    const { port } = await startServer();
    expect(await statusesOf(port, request + SMUGGLED)).toEqual([400]);
  });

  it.each(['0.9', '2.0'])('37: that says HTTP/%s is 505', async (version) => {
    const { port } = await startServer();
    const request = `GET /healthz HTTP/${version}\r\nHost: a\r\n\r\n`;
    expect(await statusesOf(port, request)).toEqual([505]);
  });

  it('37: opens no tunnel', async () => {
    const { port } = await startServer();
    const { body } = await sendRaw(port, `CONNECT 127.0.0.1:${port}${rest}${SMUGGLED}`);
    expect(body).toBe('');
    for (const protocol of ['h2c', 'websocket']) {
      const upgrade = `${GET}Upgrade: ${protocol}\r\nConnection: Upgrade, close\r\n\r\n`;
      expect(await statusesOf(port, upgrade)).toEqual([401]);
    }
  });

  it('37: with a whole address is answered as with its path, by whatever host (RFC 9112 §3.2.2)', async () => {
    const { port } = await startServer({ ALLOWED_HOSTS: '*' });
    expect(await statusesOf(port, `GET http://127.0.0.1/healthz${rest}`)).toEqual([200]);
    expect(await statusesOf(port, `GET http://a.example/home/${rest}`)).toEqual([401]);
    expect(await statusesOf(port, `GET http://a.example/nowhere${rest}`)).toEqual([404]);
    for (const target of ['*', '//healthz', '/./home/', '/static/../home/', '/static/..%2fhome/']) {
      expect(await statusesOf(port, `GET ${target}${rest}`), target).toEqual([404]);
    }
  });
});

describe('one connection', () => {
  it.each(schemeSites)('37: lends the credentials of $name to no other request', async (site) => {
    const { origin, port } = await startServer();
    const lines = Object.entries(await site.obtain(origin, 'root', 'toor'))
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const own = `${GET}${lines}\r\n`;
    const foreign = `${GET}\r\n`;
    const last = `${GET}Connection: close\r\n\r\n`;
    expect(await statusesOf(port, own + foreign + own + last)).toEqual([200, 401, 200, 401]);

    // In a body it is text, and in a trailer the credentials are nobody's.
    const json = 'Content-Type: application/json\r\n';
    const hidden = `${POST}${lines}${json}Content-Length: ${foreign.length}\r\n\r\n${foreign}`;
    expect(await statusesOf(port, hidden + last)).toEqual([400, 401]);
    const trailer = `${CHUNKED}2\r\n{}\r\n0\r\n${lines}\r\n`;
    expect(await statusesOf(port, trailer + last)).toEqual([401, 401]);
    const chunked = `${POST}${lines}${json}Transfer-Encoding: Chunked\r\n\r\n2;a=b\r\n{}\r\n${END}`;
    expect(await statusesOf(port, chunked + last)).toEqual([200, 401]);
  });

  it('37: keeps in step after a body that nobody read', async () => {
    const { port } = await startServer();
    const unread = `${POST}Content-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`;
    const last = `${GET}Connection: close\r\n\r\n`;
    expect(await statusesOf(port, unread + last)).toEqual([401, 401]);
  });
});
