import { expect, it } from 'vitest';
import { normalizeUsername } from '../../src/users/username.ts';

it('the longest name is found however it is written', () => {
  // A letter and its three marks, which are four characters or two.
  const written = 'o\u0302\u0301\u0323'.repeat(150);
  expect(normalizeUsername(written)).toBe('\u1ed9\u0301'.repeat(150));
});

it.each([
  `a${'\u0315'.repeat(25_000)}${'\u0300'.repeat(25_000)}`,
  `a${'\u0301\u0323'.repeat(900)}`,
  `\uff76${'\uff9e\u0323'.repeat(900)}`,
])('35: what cannot be a name is not put in order, which would take a while', (text) => {
  expect(normalizeUsername(text)).toBe(text);
});
