import cluster from 'node:cluster';
import type { UserStore } from './store.ts';

/** Says how to make a user, to the person at the terminal, where there is none yet. */
export async function suggestFirstUser(users: UserStore): Promise<void> {
  if (cluster.isWorker) return;
  if (await users.isEmpty()) {
    console.log('There is no user yet; make one with: npm run createsuperuser');
  }
}
