import express from 'express';
import pino from 'pino';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { LineLimit } from '../../src/http/line-limit.ts';
import { answerError, errorsInOrder, recordError } from '../../src/http/error-handlers.ts';
import { HttpError, ServiceUnavailable } from '../../src/http/http-error.ts';

/** Errors that cannot be told, or not be answered, as they are. */
const IMPOSSIBLE: Readonly<Record<string, () => unknown>> = {
  'is its own cause': () => {
    const error = new Error('broken');
    return Object.assign(error, { cause: error });
  },
  'is no text': () => Object.create(null) as unknown,
  'has a cause that is no text': () => new Error('broken', { cause: Object.create(null) }),
  'has a stack that throws': () =>
    Object.defineProperty(new Error('broken'), 'stack', {
      get() {
        throw new Error('no stack');
      },
    }),
  'has a header that cannot be sent': () =>
    new HttpError(400, 'Go on.', { headers: { Location: '/\r\nSet-Cookie: a=b' } }),
  'has a body that is no JSON': () => new HttpError(400, { size: 1n }),
  'has a status that is none': () => new HttpError(NaN, 'Nothing.'),
  'has a status of success': () => new HttpError(204, 'Nothing.'),
};

/** What an app answers, and logs, when a handler throws. */
async function fail(
  thrown: () => unknown,
): Promise<{ status: number; body: unknown; log: string }> {
  let log = '';
  const app = express();
  app.get('/', () => {
    throw thrown();
  });
  const record = recordError(pino({}, { write: (line: string) => (log += line) }));
  app.use(errorsInOrder(record, answerError));
  const { status, body } = (await supertest(app).get('/')) as { status: number; body: unknown };
  return { status, body, log };
}

describe('an error', () => {
  it('32: that nobody expected is 500 outside, and name, message and stack inside', async () => {
    const secret = { body: 'hunter2', headers: { authorization: 'hunter2' } };
    const { status, body, log } = await fail(() => Object.assign(new TypeError('broken'), secret));
    expect(status).toBe(500);
    expect(body).toEqual({ detail: 'A server error occurred.' });
    expect(JSON.parse(log)).toMatchObject({
      status: 500,
      error: { name: 'TypeError', message: 'broken', stack: expect.any(String) as unknown },
    });
    expect(log).not.toContain('hunter2');
  });

  it('that is no Error at all is 500, too', async () => {
    const { status, log } = await fail(() => 'a string');
    expect(status).toBe(500);
    expect(JSON.parse(log)).toMatchObject({ error: { message: 'a string' } });
  });

  it.each(Object.entries(IMPOSSIBLE))(
    '32: that %s is 500, without a stack',
    async (_what, thrown) => {
      const { status, body, log } = await fail(thrown);
      expect(status).toBe(500);
      expect(body).toEqual({ detail: 'A server error occurred.' });
      expect(log.trim().split('\n').length).toBeLessThanOrEqual(2);
      expect(JSON.parse(log.trim().split('\n').at(-1) ?? '')).toMatchObject({ status: 500 });
    },
  );

  it('that is meant for the client is told as it is, and not logged', async () => {
    const { status, body, log } = await fail(() => new HttpError(418, 'No coffee here.'));
    expect(status).toBe(418);
    expect(body).toEqual({ detail: 'No coffee here.' });
    expect(log).toBe('');
  });

  it('38: that sends clients away makes one line in a second, however many there are', async () => {
    let log = '';
    const app = express();
    app.use(() => {
      throw new ServiceUnavailable('Come back later.', 1);
    });
    app.use(recordError(pino({}, { write: (line: string) => (log += line) })));
    app.use(answerError);
    for (let request = 0; request < 10; request++) await supertest(app).get('/').expect(503);
    expect(log.split('Come back later.')).toHaveLength(2);
    expect(log).not.toContain('stack');
  });

  it('49: that everybody gets in an outage makes one line in a second', async () => {
    let log = '';
    const app = express();
    app.use(() => {
      throw new ServiceUnavailable('Come back later.', 1, new Error('the disk is full'));
    });
    app.use(recordError(pino({}, { write: (line: string) => (log += line) })));
    app.use(answerError);
    for (let request = 0; request < 10; request++) await supertest(app).get('/').expect(503);
    expect(log.split('"request failed"')).toHaveLength(2);
  });

  it('49: that a client can bring about makes few lines, and says how many it left out', () => {
    let now = 0;
    const leftOut: number[] = [];
    const limit = new LineLimit(
      20,
      (count) => leftOut.push(count),
      () => now,
    );
    const count = (): number =>
      Array.from({ length: 100 }, () => limit.allows()).filter(Boolean).length;
    expect(count()).toBe(20);
    now += 1000;
    expect(count()).toBe(20);
    expect(leftOut).toEqual([80]);
  });

  it.each([501, 505])('49: of %d is its client’s, and no failure in the log', async (status) => {
    expect((await fail(() => new HttpError(status, 'Not supported.'))).log).toBe('');
  });

  it('keeps its cause to the log', async () => {
    const cause = new Error('the disk is full');
    const { body, log } = await fail(() => new HttpError(503, 'Try again later.', { cause }));
    expect(body).toEqual({ detail: 'Try again later.' });
    expect(log).toContain('the disk is full');
  });
});
