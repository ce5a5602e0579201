import { expect, it } from 'vitest';
import { createLog } from '../../src/server/log.ts';

it('32: the log leaves out secrets, wherever they are in what it is given', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const secrets = {
    password: 'hunter2',
    token: 'hunter2',
    refresh: 'hunter2',
    access: 'hunter2',
    headers: { authorization: 'hunter2', cookie: 'hunter2', host: 'localhost' },
  };
  log.info(secrets, 'top');
  log.info({ body: secrets, kept: 1 }, 'below');
  log.info({ request: { body: secrets } }, 'deep');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('"host":"localhost"');
  expect(lines[1]).toContain('"kept":1');
  expect(lines[0]).toContain('"password":"[redacted]"');
});
