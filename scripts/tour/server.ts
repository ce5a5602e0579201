import { Program } from './program.ts';
import type { ProgramOptions } from './program.ts';

/** A server as a process of its own. */
export interface Server {
  /** Such as `http://127.0.0.1:8000`. */
  readonly origin: string;
  readonly program: Program;
}

/**
 * Starts a program that serves and says so.
 *
 * @param signal stops it when it is aborted.
 */
export async function startServer(options: ProgramOptions, signal: AbortSignal): Promise<Server> {
  const program = new Program(options);
  signal.addEventListener('abort', () => void program.stop());
  return { program, origin: await program.printed(/^(?:.*"msg":")?listening on ([^\s"]+)/m) };
}
