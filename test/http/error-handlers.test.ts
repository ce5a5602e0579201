import express from 'express';
import pino from 'pino';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { LineLimit } from '../../src/http/line-limit.ts';
import { answerError, recordError } from '../../src/http/error-handlers.ts';
import { HttpError, ServiceUnavailable } from '../../src/http/http-error.ts';

/** What an app answers, and logs, when a handler throws. */
async function fail(thrown: unknown): Promise<{ status: number; body: unknown; log: string }> {
  let log = '';
  const app = express();
  app.get('/', () => {
    throw thrown;
  });
  app.use(recordError(pino({}, { write: (line: string) => (log += line) })));
  app.use(answerError);
  const { status, body } = (await supertest(app).get('/')) as { status: number; body: unknown };
  return { status, body, log };
}

describe('an error', () => {
  it('32: that nobody expected is 500 outside, and name, message and stack inside', async () => {
    const secret = { body: 'hunter2', headers: { authorization: 'hunter2' } };
    const { status, body, log } = await fail(Object.assign(new TypeError('broken'), secret));
    expect(status).toBe(500);
    expect(body).toEqual({ detail: 'A server error occurred.' });
    expect(JSON.parse(log)).toMatchObject({
      status: 500,
      error: { name: 'TypeError', message: 'broken', stack: expect.any(String) as unknown },
    });
    expect(log).not.toContain('hunter2');
  });

  it('that is no Error at all is 500, too', async () => {
    const { status, log } = await fail('a string');
    expect(status).toBe(500);
    expect(JSON.parse(log)).toMatchObject({ error: { message: 'a string' } });
  });

  it('that is meant for the client is told as it is, and not logged', async () => {
    const { status, body, log } = await fail(new HttpError(418, 'No coffee here.'));
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

  it('keeps its cause to the log', async () => {
    const cause = new Error('the disk is full');
    const { body, log } = await fail(new HttpError(503, 'Try again later.', { cause }));
    expect(body).toEqual({ detail: 'Try again later.' });
    expect(log).toContain('the disk is full');
  });
});
