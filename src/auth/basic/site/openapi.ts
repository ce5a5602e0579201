import type { SchemeDescription } from '../../../site/reference/parts.ts';

/** RFC 7617. There is nothing to obtain, so there is no endpoint. */
export const basicDescription: SchemeDescription = {
  security: { type: 'http', scheme: 'basic', description: 'Your username and password.' },
};
