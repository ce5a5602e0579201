import type { Services } from '../services.ts';
import { KeyStore } from './keys/store.ts';
import { RefreshFamilyStore } from './store.ts';

/** Forgets refresh tokens that have expired, and says how many; and keys that nothing needs any more. */
export async function deleteExpiredTokens({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  await new KeyStore(database).deleteExpired(clock());
  return new RefreshFamilyStore(database, clock).deleteExpired();
}
