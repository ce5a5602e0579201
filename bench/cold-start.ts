import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Program, ProgramOptions } from '../scripts/tour/program.ts';
import { median } from './median.ts';
import { readUsage } from './usage.ts';

const BUILD = fileURLToPath(new URL('../dist/src/server.js', import.meta.url));

/** Our server as it can be started: in production from what `npm run build` has made. */
const KINDS = [
  { from: 'build', script: BUILD, interpreter: [process.execPath] },
  { from: 'sources', script: 'src/server.ts' },
] as const;

/** What one start took, to the first answer. */
interface Start {
  /** Milliseconds. */
  readonly duration: number;
  /** Microseconds of processor time; unknown where there is no Linux `/proc`. */
  readonly cpu?: number;
  /** Resident bytes. */
  readonly memory?: number;
}

/** How the server starts from its build, or from its sources. */
export interface ColdStart {
  readonly from: (typeof KINDS)[number]['from'];
  /** None where there is no build. */
  readonly starts: readonly Start[];
}

/**
 * Starts our server again and again, on a database that is there already, from its build and from its
 * sources in turn.
 *
 * @param start starts a program that serves.
 */
export async function measureColdStarts(
  start: (
    program: Pick<ProgramOptions, 'script' | 'interpreter'>,
  ) => Promise<{ readonly origin: string; readonly program: Program }>,
  times: number,
): Promise<ColdStart[]> {
  const measured = KINDS.map((kind) => ({ ...kind, starts: new Array<Start>() }));
  for (let time = 0; time < times; time++) {
    for (const { from, starts, ...options } of measured) {
      if (from === 'build' && !existsSync(BUILD)) continue;
      const begin = performance.now();
      const { origin, program } = await start(options);
      await fetch(`${origin}/home/`);
      starts.push({ duration: performance.now() - begin, ...readUsage(program.pid) });
      await program.stop();
    }
  }
  return measured.map(({ from, starts }) => ({ from, starts }));
}

/** Says in a line how the server starts. */
export function describeColdStart({ from, starts }: ColdStart): string {
  if (starts.length === 0)
    return `Not measured: a start from the ${from}; npm run build makes one.`;
  const duration = median(starts.map(({ duration }) => duration)).toFixed(0);
  const cpu = (median(starts.map(({ cpu = NaN }) => cpu)) / 1000).toFixed(0);
  const memory = (median(starts.map(({ memory = NaN }) => memory)) / 1e6).toFixed(0);
  return `First answer after a start from the ${from}: ${duration} ms, ${cpu} ms of processor time, ${memory} MB.`;
}
