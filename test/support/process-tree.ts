import { readdirSync, readFileSync } from 'node:fs';

/** The ids of a process and of all that it started and they started (Linux). */
function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // pid (name, which may contain anything) state parent …
      const status = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended since.
    }
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
}

/** Signals a process and all below it. */
export function signalTree(root: number, signal: NodeJS.Signals): void {
  for (const pid of processTree(root)) process.kill(pid, signal);
}
