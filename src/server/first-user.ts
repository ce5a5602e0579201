import cluster from 'node:cluster';
import type { Dependencies } from './dependencies.ts';
import { notify } from './notify.ts';

/** Says how to make a user where there is none yet. */
export async function suggestFirstUser(
  dependencies: Pick<Dependencies, 'config' | 'log' | 'users'>,
): Promise<void> {
  if (cluster.isWorker) return;
  if (await dependencies.users.isEmpty()) {
    notify(dependencies, 'There is no user yet; make one with: npm run createsuperuser');
  }
}
