// The registry, in the order in which schemes are listed and challenges are sent. To add a scheme, write
// its folder and name it here; src/site/schemes.ts names those that have pages, and
// scripts/commands/schemes.ts those that have commands.
import { basic } from './basic/index.ts';
import { jwt } from './jwt/index.ts';
import type { SchemeDefinition } from './scheme.ts';
import { session } from './session/index.ts';
import { token } from './token/index.ts';

/** Every scheme. */
export const schemeDefinitions: readonly SchemeDefinition[] = [basic, session, token, jwt];
