import { expect, inject } from 'vitest';
import { test } from '../support/command.ts';
import { PRODUCTION } from '../support/settings.ts';

test.concurrent('66: doctor compares the connections of all processes with what PostgreSQL has', async ({
  commandLine,
}) => {
  // It has 200, of which superusers keep three.
  const environment = { ...PRODUCTION, WEB_CONCURRENCY: '4', DATABASE_POOL_SIZE: '50' };
  const many = await commandLine.manage(['doctor'], { environment });
  expect(many.exitCode).toBe(0);
  const text = many.stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('! DATABASE_POOL_SIZE, WEB_CONCURRENCY problem 4 × 50 connections');
  expect(text).toContain('more than the 197 that');
  expect(text).toContain('remedy set DATABASE_POOL_SIZE=49 or less');

  environment.DATABASE_POOL_SIZE = '49';
  expect(await commandLine.manage(['doctor'], { environment })).toEqual({
    exitCode: 0,
    stdout: '✓ Production would start with these settings.\n',
    stderr: '',
  });
});

test.concurrent('45: doctor says that PostgreSQL is not there', async ({ commandLine }) => {
  const url = new URL(inject('postgres') ?? '');
  url.port = '1';
  const environment = { ...PRODUCTION, DATABASE_URL: url.href };
  const { exitCode, stdout, stderr } = await commandLine.manage(['doctor'], { environment });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Production would not start: one finding.');
  expect(stdout).toContain('✗ DATABASE_URL\n    problem  PostgreSQL at 127.0.0.1:1/postgres does');
  expect(stdout).not.toContain(url.password);
});
