import type { Dependencies } from '../dependencies.ts';
import type { Room, Scheme } from './scheme.ts';
import * as registry from './schemes.ts';

/** Every room in the registry, in the order of the tutorial's steps. */
export const rooms: readonly Room[] = Object.values<Room>(registry).sort((one, other) =>
  one.step.localeCompare(other.step),
);

/** The rooms that AUTH_SCHEMES names, in the order of the tutorial's steps. */
export function openSchemes(dependencies: Dependencies): Scheme[] {
  const { AUTH_SCHEMES, rooms: settings } = dependencies.config;
  return rooms
    .filter(({ name }) => AUTH_SCHEMES.includes(name))
    .map((room) => room.open(dependencies, settings[room.name] ?? {}));
}
