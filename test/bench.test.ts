import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Row } from '../scripts/bench/measure.ts';
import { formatTable } from '../scripts/bench/table.ts';
import { rooms } from '../src/auth/rooms.ts';

const run = promisify(execFile);
const LINE = ['--import', 'tsx', 'scripts/bench.ts'];

it('npm run bench measures every scheme and two yardsticks', { timeout: 180_000 }, async () => {
  const quick = ['--rounds', '1', '--seconds', '1', '--connections', '10'];
  const { stdout } = await run(process.execPath, [...LINE, ...quick]);
  const names = ['bare node:http', 'stock Express', 'open route', ...rooms.map(({ name }) => name)];
  const lines = stdout.split('\n');
  for (const [index, name] of names.entries()) {
    // Rate, slowest–fastest, two ratios, two latencies, clients.
    expect(lines[index + 2]).toMatch(
      new RegExp(`^${name} +[\\d.,]+ +[\\d.,]+–[\\d.,]+( +[\\d.]+){4} +\\d+$`),
    );
  }
  expect(stdout).toContain(process.version);
});

it('npm run bench -- --help says what it measures', async () => {
  const { stdout } = await run(process.execPath, [...LINE, '--help']);
  expect(stdout).toContain('--rounds');
});

it.each(['0', '-1', '1.5', 'many'])('npm run bench -- --rounds %s is refused', async (rounds) => {
  await expect(run(process.execPath, [...LINE, '--rounds', rounds])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('whole number') as unknown,
  });
});

it('the table gives medians, and ratios within each round', () => {
  const table = formatTable([
    row('bare', [1000, 2000, 4000]),
    row('express', [100, 200, 400]),
    row('ours', [500, 1000, 1000]),
  ]);
  const cells = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(cells[4]).toEqual(['ours', '1,000', '500–1,000', '0.50', '5.00', '1.5', '20.0', '50']);
  const widths = table.split('\n').map((line) => line.length);
  expect(new Set(widths).size).toBe(1);
});

function row(name: string, rates: readonly number[]): Row {
  return {
    subject: { name, origin: '', obtain: () => Promise.resolve({}) },
    load: { connections: 50, seconds: 2 },
    samples: rates.map((rate) => ({ rate, p50: 1.5, p99: 20 })),
  };
}
