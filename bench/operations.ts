import { schemeSites } from '../src/site/schemes.ts';

/** For how long each is repeated, in milliseconds. */
const DURATION = 300;

/** How many are run between two looks at the clock. */
const BATCH = 50;

/** What an operation of a scheme takes. */
export interface OperationTime {
  readonly name: string;
  /** Microseconds of processor time. */
  readonly time: number;
}

/** Times what the schemes do besides requests, such as signing, in this process. */
export function measureOperations(isWanted: (name: string) => boolean): OperationTime[] {
  return schemeSites
    .filter(({ name }) => isWanted(name))
    .flatMap(({ name: scheme, operations = () => [] }) =>
      operations().map(({ name, run }) => ({ name: `${scheme}, ${name}`, time: timeOf(run) })),
    );
}

/** By processor time, which nothing else that the machine does adds to. */
function timeOf(run: () => unknown): number {
  for (let warmUp = 0; warmUp < BATCH; warmUp++) run();
  const start = process.cpuUsage();
  let count = 0;
  let elapsed = 0;
  while (elapsed < DURATION * 1000) {
    for (let index = 0; index < BATCH; index++) run();
    count += BATCH;
    const { user, system } = process.cpuUsage(start);
    elapsed = user + system;
  }
  return elapsed / count;
}
