import type { Program } from '../scripts/tour/program.ts';

/**
 * How long it takes from starting our server, on a database that is there already, to its first
 * answer.
 *
 * @param start starts it.
 * @returns milliseconds, for each time.
 */
export async function measureColdStart(
  start: () => Promise<{ readonly origin: string; readonly program: Program }>,
  times: number,
): Promise<number[]> {
  const durations: number[] = [];
  for (let time = 0; time < times; time++) {
    const begin = performance.now();
    const { origin, program } = await start();
    await fetch(`${origin}/home/`);
    durations.push(performance.now() - begin);
    await program.stop();
  }
  return durations;
}
