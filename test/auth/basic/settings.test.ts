import { expect, it } from 'vitest';
import { noDuration, problemsOf } from '../../support/settings.ts';

it('45: BASIC_CACHE_LIFETIME that is no length of time is told what one is', () => {
  const name = 'BASIC_CACHE_LIFETIME';
  for (const value of ['off', 'none', '60', '-1m', '0.5m', '1 m', '1min']) {
    expect(problemsOf({ [name]: value })).toEqual([noDuration(name, true)]);
  }
  for (const value of ['0', '500ms', '1m', '1h', ''])
    expect(problemsOf({ [name]: value })).toEqual([]);
  expect(problemsOf({ [name]: '3651d' })).toEqual([
    `${name}: is too long; at most 3650d are possible.`,
  ]);
});
