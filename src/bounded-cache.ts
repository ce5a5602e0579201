import { LRUCache } from 'lru-cache';

/**
 * A cache of at most so many entries, of which the least recently used go first. It grows as it fills:
 * a limit by `max` would have all its memory set aside when it is made, which takes milliseconds.
 */
export function boundedCache<Value extends object | string | number | boolean>(
  most: number,
): LRUCache<string, Value> {
  return new LRUCache({ maxSize: most, sizeCalculation: () => 1 });
}
