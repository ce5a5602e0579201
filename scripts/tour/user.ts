import { Program } from './program.ts';

/** Whom a throwaway server knows: the tutorial's user. */
export const USER = { username: 'root', password: 'toor' } as const;

/**
 * Makes {@link USER} in the database below a folder.
 *
 * @param signal stops it when it is aborted.
 * @param settings besides the defaults.
 */
export async function createUser(
  folder: string,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const program = new Program({
    script: 'scripts/manage.ts',
    parameters: [
      ...['createsuperuser', '--noinput'],
      ...['--username', USER.username, '--email', 'root@example.com'],
    ],
    folder,
    settings: { ...settings, SUPERUSER_PASSWORD: USER.password },
  });
  signal.addEventListener('abort', () => void program.stop());
  await program.succeeded();
}
