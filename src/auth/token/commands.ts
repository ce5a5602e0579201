import type { Command } from 'commander';
import type { Dependencies } from '../../server/dependencies.ts';
import type { RunWithDependencies } from '../scheme.ts';
import type { TokenStore } from './store.ts';

/** `manage createtoken`: as DRF's drf_create_token. */
export function addCommands(
  program: Command,
  run: RunWithDependencies,
  openStore: (dependencies: Dependencies) => TokenStore,
): void {
  program
    .command('createtoken <username>')
    .description("print the user's API token, making one if there is none")
    .addHelpText('after', '\nExample:\n  npm run manage -- createtoken alice')
    .option('-r, --reset', 'replace the token by a new one; the old one stops working')
    .action((username: string, { reset = false }: { reset?: boolean }) =>
      run(async (dependencies) => {
        const user = await dependencies.users.findByUsername(username);
        if (user === undefined) {
          program.error(`Cannot create the token: user ${username} does not exist.`);
        }
        const store = openStore(dependencies);
        if (!reset && (await store.isLost(user))) {
          program.error(
            `The token of ${user.username} was sealed under another SECRET_KEY; set that, or pass --reset to replace the token.`,
          );
        }
        const issued = await (reset ? store.reset(user) : store.obtain(user));
        if (issued === undefined) program.error(`User ${username} has just changed; try again.`);
        if (issued.isNew) await dependencies.events.record('token issued', { user });
        console.log(`Generated token ${issued.key} for user ${user.username}`);
      }),
    );
}
