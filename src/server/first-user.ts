import cluster from 'node:cluster';
import type { ServerServices } from './services.ts';
import { notify } from './notify.ts';

/** Says how to make a user where there is none yet. */
export async function suggestFirstUser(
  services: Pick<ServerServices, 'config' | 'log' | 'users'>,
): Promise<void> {
  if (cluster.isWorker) return;
  if (await services.users.isEmpty()) {
    notify(services, 'There is no user yet; make one with: npm run createsuperuser');
  }
}
