import type { Attack } from './attack.ts';
import { passwordAttacks, tokenAttacks } from './credentials.ts';
import { requestAttacks } from './requests.ts';
import { sessionAttacks } from './sessions.ts';

/** All of them, in the order of the matrix. */
export const attacks: readonly Attack[] = [
  ...passwordAttacks,
  ...sessionAttacks,
  ...tokenAttacks,
  ...requestAttacks,
];
