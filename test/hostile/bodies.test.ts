import { expect, it } from 'vitest';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { brokenRequest, seededNumbers, statusOf } from './broken-bodies.ts';

const CUT = {
  'a file without a name': '--x\r\nContent-Disposition: form-data; filename="f"\r\n\r\nabc',
  'a file with one': '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nabc',
  'two files': '--x\r\nContent-Disposition: form-data; filename="f"\r\n\r\n\r\n'.repeat(2),
};

it('48: no broken body ends the process', { timeout: 120_000 }, async () => {
  const settings = { LOGIN_THROTTLE: 'off', NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32) };
  const server = startProcess(settings, temporaryFolder());
  const origin = await server.listening;
  const port = Number(new URL(origin).port);
  for (const [name, body] of Object.entries(CUT)) {
    const answer = await fetch(`${origin}/api/token/`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body,
    });
    expect(answer.status, name).toBe(400);
  }
  const next = seededNumbers(48);
  for (let round = 0; round < 60; round++) {
    const requests = Array.from({ length: 10 }, () => brokenRequest(next));
    await Promise.all(
      requests.map(async (request) => {
        expect((await statusOf(port, request)) ?? 400, request.toString('latin1')).toBeLessThan(
          500,
        );
      }),
    );
  }
  expect(server.child.exitCode).toBe(null);
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
});
