import type { SchemeSite } from '../../src/site/scheme-site.ts';
import type { Visitor } from './visitor.ts';

/** The user `root`, by way of a scheme. */
export function userOf({ name, obtain }: SchemeSite): Visitor {
  return {
    name,
    obtain: (origin) => obtain(origin, 'root', 'toor'),
    greeting: { message: 'Hello, world!', user: 'root', scheme: name },
  };
}
