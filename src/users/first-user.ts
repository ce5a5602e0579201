import type { UserStore } from './store.ts';

/** Says how to make a user where there is none yet. */
export async function suggestFirstUser(users: UserStore): Promise<void> {
  if (await users.isEmpty()) {
    console.log('There is no user yet; make one with: npm run createsuperuser');
  }
}
