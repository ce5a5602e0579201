import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a shell reports of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

/**
 * Runs a program's main part in a temporary folder and removes that afterwards, whatever happens.
 *
 * @param main gets the folder's absolute path, and a signal that is aborted when somebody at the
 *   terminal (Ctrl-C) or the system asks the process to stop. It says whether all went well.
 * @returns the exit code: 0 or 1, or 130 when `main` was interrupted before its end.
 */
export async function runInTemporaryFolder(
  main: (folder: string, signal: AbortSignal) => Promise<boolean>,
): Promise<number> {
  const interruption = new AbortController();
  // For every time it is asked, not once: npm may pass on the Ctrl-C that the terminal has sent to
  // this process already, and the second one would kill it before it has cleaned up.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      interruption.abort();
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'expressauth101-'));
  try {
    return (await main(folder, interruption.signal)) ? 0 : 1;
  } catch (error) {
    if (interruption.signal.aborted) return INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
