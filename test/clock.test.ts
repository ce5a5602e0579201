import { describe, expect, it } from 'vitest';
import { monotonicClock } from '../src/clock.ts';

const HOUR = 3_600_000;

describe('the clock', () => {
  it('44: holds its time while the machine’s is behind, and follows it again afterwards', () => {
    let now = 10 * HOUR;
    const clock = monotonicClock(() => now);
    expect(clock()).toBe(10 * HOUR);
    now = 9 * HOUR;
    expect(clock()).toBe(10 * HOUR);
    now = 10 * HOUR + 1;
    expect(clock()).toBe(10 * HOUR + 1);
    now = 11 * HOUR;
    expect(clock()).toBe(11 * HOUR);
  });

  it('44: believes a setback of more than a day', () => {
    let now = 100 * HOUR;
    const clock = monotonicClock(() => now);
    clock();
    now = 76 * HOUR;
    expect(clock()).toBe(100 * HOUR);
    now--;
    expect(clock()).toBe(now);
  });

  it('44: starts no earlier than it is told', () => {
    expect(monotonicClock(() => 9 * HOUR, 10 * HOUR)()).toBe(10 * HOUR);
  });
});
