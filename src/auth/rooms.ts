import type { Room } from './scheme.ts';
import * as registry from './schemes.ts';

/** Every room in the registry, in the order of the tutorial's steps. */
export const rooms: readonly Room[] = Object.values<Room>(registry).sort((one, other) =>
  one.step.localeCompare(other.step),
);
