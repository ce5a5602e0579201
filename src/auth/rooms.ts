import type { Dependencies } from '../server/dependencies.ts';
import type { Scheme } from './scheme.ts';
import { rooms } from './schemes.ts';

export { rooms };

/** The rooms that AUTH_SCHEMES names, in the registry's order. */
export function openSchemes(dependencies: Dependencies): Scheme[] {
  const { AUTH_SCHEMES, rooms: settings } = dependencies.config;
  return rooms
    .filter(({ name }) => AUTH_SCHEMES.includes(name))
    .map((room) => room.open(dependencies, settings[room.name] ?? {}));
}
