import { expect, it } from 'vitest';
import { boundedCache } from '../src/bounded-cache.ts';

it('a bounded cache forgets what was used the longest ago, and nothing before it is full', () => {
  const cache = boundedCache<number>(100);
  for (let at = 0; at < 100; at++) cache.set(`key ${at}`, at);
  expect(cache.get('key 0')).toBe(0);
  for (let at = 100; at < 150; at++) cache.set(`key ${at}`, at);
  expect(cache.size).toBe(100);
  const kept = Array.from({ length: 150 }, (_, at) => at).filter((at) => cache.has(`key ${at}`));
  expect(kept).toEqual([0, ...Array.from({ length: 99 }, (_, at) => at + 51)]);
});
