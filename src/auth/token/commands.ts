import type { Command } from 'commander';
import type { RunWithServices } from '../scheme.ts';

/** `manage createtoken`: as DRF's drf_create_token. */
export function addCommands(program: Command, run: RunWithServices): void {
  program
    .command('createtoken <username>')
    .description("print the user's API token, making one if there is none")
    .addHelpText('after', '\nExample:\n  npm run manage -- createtoken alice')
    .option('-r, --reset', 'replace the token by a new one; the old one stops working')
    .action((username: string, { reset = false }: { reset?: boolean }) =>
      run(async (services) => {
        const { openTokenStore } = await import('./tokens.ts');
        const user = await services.users.findByUsername(username);
        if (user === undefined) {
          program.error(`Cannot create the token: user ${username} does not exist.`);
        }
        const store = openTokenStore(services);
        if (!reset && (await store.isLost(user))) {
          program.error(
            `The token of ${user.username} was sealed under another SECRET_KEY; set that, or pass --reset to replace the token.`,
          );
        }
        const issued = await (reset ? store.reset(user) : store.obtain(user));
        if (issued === undefined) program.error(`User ${username} has just changed; try again.`);
        if (issued.isNew) await services.events.record('token issued', { user });
        console.log(`Generated token ${issued.key} for user ${user.username}`);
      }),
    );
}
