import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Program, ProgramOptions } from '../scripts/tour/program.ts';
import { median } from './median.ts';
import type { RunningServer } from './subject.ts';
import { readUsage } from './usage.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const BUILD = `${PROJECT}dist/src/server.js`;

/** Our server and `manage` as they can be started: in production from what `npm run build` has made. */
const KINDS = [
  {
    from: 'build',
    script: BUILD,
    interpreter: [process.execPath],
    manage: [`${PROJECT}dist/scripts/manage.js`],
  },
  {
    from: 'sources',
    script: 'src/server.ts',
    manage: ['--import', './scripts/sources.js', 'scripts/manage.ts'],
  },
] as const;

/** What one start took, to the first answer. */
interface Start {
  /** Milliseconds. */
  readonly duration: number;
  /** Microseconds of processor time; unknown where there is no Linux `/proc`. */
  readonly cpu?: number;
  /** Resident bytes after the first answer. */
  readonly memory?: number;
  /** Resident bytes after the load. */
  readonly loaded: number | undefined;
  /** Milliseconds that `manage --help` took. */
  readonly help: number;
}

/** How the server starts from its build, or from its sources. */
export interface ColdStart {
  readonly from: (typeof KINDS)[number]['from'];
  /** None where there is no build. */
  readonly starts: readonly Start[];
}

/**
 * Starts our server again and again, on a database that is there already, from its build and from its
 * sources in turn, puts a load on it, and asks `manage` for its help.
 *
 * @param start starts a program that serves.
 * @param load puts a load on it, and says how many bytes it had resident then.
 */
export async function measureColdStarts(
  start: (
    program: Pick<ProgramOptions, 'script' | 'interpreter'>,
  ) => Promise<{ readonly origin: string; readonly program: Program }>,
  load: (server: Pick<RunningServer, 'origin' | 'pid'>) => Promise<number | undefined>,
  times: number,
): Promise<ColdStart[]> {
  const measured = KINDS.map((kind) => ({ ...kind, starts: new Array<Start>() }));
  for (let time = 0; time < times; time++) {
    for (const { from, manage, starts, ...options } of measured) {
      if (from === 'build' && !existsSync(BUILD)) continue;
      const begin = performance.now();
      const { origin, program } = await start(options);
      await fetch(`${origin}/home/`);
      const first = { duration: performance.now() - begin, ...readUsage(program.pid) };
      const loaded = await load({ origin, pid: program.pid });
      await program.stop();
      starts.push({ ...first, loaded, help: timeHelp(manage) });
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
  const loaded = (median(starts.map(({ loaded = NaN }) => loaded)) / 1e6).toFixed(0);
  const help = median(starts.map(({ help }) => help)).toFixed(0);
  return (
    `First answer after a start from the ${from}: ${duration} ms, ${cpu} ms of processor time, ${memory} MB; ` +
    `under load ${loaded} MB. manage --help: ${help} ms.`
  );
}

function timeHelp(manage: readonly string[]): number {
  const begin = performance.now();
  const { status } = spawnSync(process.execPath, [...manage, '--help'], { cwd: PROJECT });
  if (status !== 0) throw new Error('manage --help has failed');
  return performance.now() - begin;
}
