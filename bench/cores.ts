import { spawnSync } from 'node:child_process';

/** Who runs where. */
export interface Cores {
  /** The command that keeps what follows it to the server's core; empty where there is none. */
  readonly launcher: readonly string[];
  /** Those that neither servers nor load have. */
  readonly between: readonly number[];
  /** For the table's caption. */
  readonly description: string;
}

/**
 * Gives servers one core and this process, which makes the load, another one, where Linux's
 * `taskset` can. Otherwise the two get into each other's way and the numbers spread.
 */
export function divideCores(): Cores {
  const cores = allowedCores();
  // The two farthest apart; neighbours may be two threads of one core.
  const [first, last] = [cores.at(0), cores.at(-1)];
  if (first === undefined || first === last) {
    return {
      launcher: [],
      between: [],
      description: 'not pinned to cores (no taskset, or only one core)',
    };
  }
  spawnSync('taskset', ['-a', '-c', '-p', String(last), String(process.pid)]);
  return {
    launcher: ['taskset', '-c', String(first)],
    between: cores.slice(1, -1),
    description: `server pinned to core ${first}, load to core ${last}`,
  };
}

/** The cores that this process may run on, from a list such as `0-3,8`; empty when unknown. */
function allowedCores(): number[] {
  const { stdout } = spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' });
  // stdout is null where there is no taskset.
  const list = /: ([\d,-]+)$/.exec((stdout as string | null)?.trim() ?? '')?.[1] ?? '';
  return list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}
