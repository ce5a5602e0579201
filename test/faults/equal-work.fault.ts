import { expect, it } from 'vitest';
import { setActive } from '../support/change-user.ts';
import { checkPassword } from '../support/check-password.ts';
import { startServer } from '../support/server.ts';

/** How often each kind of login is timed in a round. */
const PAIRS = 31;
/** A busy machine may spoil a round; what is unequal by design spoils each. */
const ROUNDS = 4;

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

it('27: an unknown name, a wrong password and an inactive user take the same time', async () => {
  const server = await startServer({ BCRYPT_COST: '10' });
  await server.addUser('gone', 'toor');
  await setActive(server.dependencies, 'gone', false);
  const attempts = [
    ['root', 'wrong'],
    ['nobody', 'wrong'],
    ['gone', 'toor'],
  ] as const;

  const time = async (): Promise<number> => {
    const times = attempts.map((): number[] => []);
    for (let pair = 0; pair < PAIRS; pair += 1) {
      for (const [index, [username, password]] of attempts.entries()) {
        const start = performance.now();
        expect(await checkPassword(server.dependencies, username, password)).toBeUndefined();
        times[index]?.push(performance.now() - start);
      }
    }
    const medians = times.map(median);
    console.log(`medians in ms: ${medians.map((value) => value.toFixed(1)).join(', ')}`);
    return Math.max(...medians) / Math.min(...medians);
  };

  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS && !ratios.some((ratio) => ratio < 1.05); round += 1) {
    ratios.push(await time());
  }
  expect(Math.min(...ratios)).toBeLessThan(1.05);
});
