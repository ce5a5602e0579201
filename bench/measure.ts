import { apply, fittingLoad } from './load.ts';
import type { Load, Sample } from './load.ts';
import { endProgress, progress } from '../scripts/progress.ts';
import type { Subject } from './subject.ts';

/** A subject and what its rounds gave, in order. */
export interface Row {
  readonly subject: Subject;
  readonly load: Load;
  readonly samples: Sample[];
}

/**
 * Warms every subject up, then measures one after the other, round for round, so that what slows
 * the machine down for a while slows them all. Says on stderr how far it is.
 *
 * @param asked the load for subjects that are not too slow for it.
 * @param signal gives up when it is aborted.
 */
export async function measure(
  subjects: readonly Subject[],
  { rounds, ...asked }: Load & { readonly rounds: number },
  signal: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const subject of subjects) {
    progress(`warming up: ${subject.name}`);
    const load = await fittingLoad(subject, asked);
    await apply({ ...load, seconds: asked.seconds }, subject, signal);
    rows.push({ subject, load, samples: [] });
  }
  for (let round = 1; round <= rounds; round++) {
    for (const { subject, load, samples } of rows) {
      const sample = await apply(load, subject, signal);
      samples.push(sample);
      progress(`round ${round} of ${rounds}: ${subject.name}, ${sample.rate.toFixed(1)}/s`);
    }
  }
  endProgress();
  return rows;
}
