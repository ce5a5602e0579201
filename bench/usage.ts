import { readFileSync } from 'node:fs';

/** What a process and its children have used. */
export interface Usage {
  /** Microseconds of processor time, in user and kernel mode, of all threads. */
  readonly cpu: number;
  /** Resident memory, in bytes. */
  readonly memory: number;
}

/** The kernel counts processor time in hundredths of a second (proc(5), USER_HZ). */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * Reads from the outside what `process.cpuUsage()` and `process.memoryUsage.rss()` say inside, so
 * that programs in any language are measured alike.
 *
 * @returns undefined where there is no Linux `/proc`.
 */
export function readUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Its own two times, then the two of its children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    const own = { cpu: ticks * MICROSECONDS_PER_TICK, memory: kibibytes * 1024 };
    return childrenOf(pid).reduce((sum, child) => add(sum, readUsage(child)), own);
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list === '' ? [] : list.split(' ').map(Number);
}

function add(one: Usage, other: Usage = { cpu: 0, memory: 0 }): Usage {
  return { cpu: one.cpu + other.cpu, memory: one.memory + other.memory };
}
