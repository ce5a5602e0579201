import type { Difference } from './difference.ts';
import { headerDifferences, lastDifferences } from './header.ts';
import { httpDifferences } from './http.ts';
import { jwtDifferences } from './jwt.ts';
import { requestDifferences } from './requests.ts';
import { sessionDifferences } from './session.ts';

export type { Difference } from './difference.ts';

/**
 * The rows of docs/differences.md that requests alone can show, in the order in which they change an
 * answer: what this server takes for another request comes first, challenges and what is refused before
 * all else come last.
 */
export const differences: readonly Difference[] = [
  ...requestDifferences,
  ...httpDifferences,
  ...sessionDifferences,
  ...jwtDifferences,
  ...headerDifferences,
  ...lastDifferences,
];
