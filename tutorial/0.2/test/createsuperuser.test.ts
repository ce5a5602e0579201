import { spawnSync } from 'node:child_process';
import request from 'supertest';
import { expect, it } from 'vitest';
import { app } from '../src/app.ts';

function createSuperuser(environment: Record<string, string>): { status: number; output: string } {
  const script = ['--import', './scripts/sources.js', 'scripts/createsuperuser.ts'];
  const parameters = [...script, '--username', 'new'];
  const options = { env: { ...process.env, ...environment }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, options);
  return { status: status ?? -1, output: stdout + stderr };
}

it('npm run createsuperuser makes a user, once', async () => {
  const made = createSuperuser({ SUPERUSER_PASSWORD: 'pass' });
  expect(made).toEqual({ status: 0, output: 'Superuser created successfully.\n' });
  expect((await request(app).get('/home/').auth('new', 'pass')).status).toBe(200);
  expect(createSuperuser({ SUPERUSER_PASSWORD: 'other' }).status).toBe(1);
  expect((await request(app).get('/home/').auth('new', 'other')).status).toBe(401);
});

it('npm run createsuperuser wants a password', () => {
  expect(createSuperuser({}).output).toContain('Set SUPERUSER_PASSWORD');
});
