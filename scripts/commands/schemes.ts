// The commands that look after each scheme, in the order in which the help lists them.
import { addCommands as jwt } from '../../src/auth/jwt/commands.ts';
import type { AddCommands } from '../../src/auth/scheme.ts';
import { addCommands as session } from '../../src/auth/session/commands.ts';
import { addCommands as token } from '../../src/auth/token/commands.ts';

/** What adds the commands of each scheme that has any. */
export const schemeCommands: readonly AddCommands[] = [session, token, jwt];
