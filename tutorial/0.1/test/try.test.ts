import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { startServer } from './running.ts';
import './visitor.ts';

const { origin } = await startServer();

it('scripts/try.sh can be run against the server', () => {
  const { status, stdout } = spawnSync('scripts/try.sh', [origin], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).not.toContain('server error');
  expect(stdout.match(/^curl/gm)?.length).toBe(stdout.match(/^(\{|Found)/gm)?.length);
});
