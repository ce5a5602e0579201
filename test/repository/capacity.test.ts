import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { playHashQueue, repeatableRandom } from '../../bench/capacity/hash-queue.ts';
import { planScheme, planSelfContained } from '../../bench/capacity/plan.ts';
import type { Assumptions, Costs, SchemeCosts } from '../../bench/capacity/plan.ts';
import { schemeSites } from '../../src/site/schemes.ts';

const run = promisify(execFile);
const LINE = ['--import', './scripts/sources.js', 'bench/capacity.ts'];

const SCHEME: SchemeCosts = { name: 'some', upkeep: {}, request: 100, read: 50, wire: 125 };
const COSTS: Costs = { hash: 200_000, write: 75, schemes: [SCHEME] };
const ASSUMED: Assumptions = { interval: 6, logins: 1, utilization: 0.5, cores: 32 };

describe('a plan', () => {
  it('is the costs of requests and logins, over cores that may not be all busy', () => {
    const plan = planScheme(100_000, SCHEME, COSTS, ASSUMED);
    expect(plan).toMatchObject({ clients: 600_000, writes: 0, megabits: 100 });
    expect(plan.requestCores).toBeCloseTo(20);
    expect(plan.databaseCores).toBeCloseTo(10);
    expect(plan.hashCores).toBeCloseTo((600_000 / 86_400) * 0.2 * 2);
    expect(plan).toMatchObject({ machines: 1, databaseMachines: 1 });
  });

  it('has what clients cost beside their requests, but never more often than they ask', () => {
    const scheme = { ...SCHEME, upkeep: { hash: 60, write: 60 } };
    const often = planScheme(1000, scheme, COSTS, { ...ASSUMED, logins: 0 });
    expect(often.writes).toBe(100);
    expect(often.hashCores).toBeCloseTo(100 * 0.2 * 2);
    const seldom = planScheme(1000, scheme, COSTS, { ...ASSUMED, interval: 600 });
    expect(seldom.writes).toBe(1000);
  });

  it('leaves renewals alone to this server where others check what it issued', () => {
    expect(planSelfContained(1000, SCHEME, COSTS, ASSUMED)).toBeUndefined();
    const scheme = { ...SCHEME, upkeep: { write: 300, isSelfContained: true } };
    const plan = planSelfContained(1000, scheme, COSTS, ASSUMED);
    expect(plan).toMatchObject({ rate: 20, clients: 6000, writes: 20 });
  });
});

describe('an hour of hashes', () => {
  const load = { interval: 6, remembered: 60, hash: 0.2, limit: 64 };

  it('keeps one process about as busy as its clients make it', () => {
    const { busy, refused } = playHashQueue({ ...load, clients: 100 }, repeatableRandom(1));
    // 100 clients × 0.2 s, each 60 s and half an interval or more.
    expect(busy).toBeGreaterThan(0.25);
    expect(busy).toBeLessThan(0.34);
    expect(refused).toBeLessThan(0.01);
  });

  it('refuses what does not fit, and has nobody wait longer than the queue is', () => {
    const { busy, refused, p99 } = playHashQueue({ ...load, clients: 600 }, repeatableRandom(1));
    expect(busy).toBeGreaterThan(0.99);
    expect(refused).toBeGreaterThan(0.1);
    expect(p99).toBeLessThanOrEqual(65 * 0.2);
  });
});

test('npm run capacity measures, plans, and plays', { timeout: 180_000 }, async () => {
  const options = ['--rounds', '1', '--rates', '1000,100000', '--cores', '8'];
  const { stdout } = await run(process.execPath, [...LINE, ...options]);
  expect(stdout).toMatch(/^A hash: \d+ ms\. A write: \d+ µs in PostgreSQL\.$/m);
  for (const { name } of schemeSites) {
    expect(stdout).toMatch(new RegExp(`^${name} +\\d+ +\\d+ +\\d+$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^100,000 +${name} +600,000 `, 'm'));
  }
});
