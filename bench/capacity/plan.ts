import type { Upkeep } from '../../src/site/demo/lesson.ts';

/** What things cost, in microseconds of processor time. */
export interface Costs {
  /** A password's hash. */
  readonly hash: number;
  /** A write, in the database. */
  readonly write: number;
  readonly schemes: readonly SchemeCosts[];
}

/** What an authenticated request of one scheme costs. */
export interface SchemeCosts {
  readonly name: string;
  readonly upkeep: Upkeep;
  /** Here, and in the database. */
  readonly request: number;
  readonly read: number;
  /** Bytes of its credentials. */
  readonly wire: number;
}

/** What is assumed of the clients and of the machines. */
export interface Assumptions {
  /** Seconds between two requests of one client. */
  readonly interval: number;
  /** Logins of one client in a day. */
  readonly logins: number;
  /** How busy a core may be; above that, waiting grows fast. */
  readonly utilization: number;
  /** Cores of one machine. */
  readonly cores: number;
}

/** What a scheme takes at some rate of requests. */
export interface Plan {
  readonly scheme: string;
  /** Requests per second that reach this server. */
  readonly rate: number;
  readonly clients: number;
  /** Cores for requests, for hashes, and in the database. */
  readonly requestCores: number;
  readonly hashCores: number;
  readonly databaseCores: number;
  /** Per second, all on the database's primary. */
  readonly writes: number;
  /** Whole machines of this server, and of the database: a primary and its replicas. */
  readonly machines: number;
  readonly databaseMachines: number;
  /** Megabits of credentials per second. */
  readonly megabits: number;
}

/** A request at each interval from every client: what that takes, with the scheme's upkeep. */
export function planScheme(
  rate: number,
  scheme: SchemeCosts,
  costs: Costs,
  assumptions: Assumptions,
): Plan {
  const { upkeep } = scheme;
  const clients = rate * assumptions.interval;
  // A client that asks less often than something is due causes it with each request, not more.
  const hashes =
    (clients * assumptions.logins) / 86_400 + timesDue(clients, upkeep.hash, assumptions);
  const writes = timesDue(clients, upkeep.write, assumptions);
  const requestCores = coresFor(rate * scheme.request, assumptions);
  const hashCores = coresFor(hashes * costs.hash, assumptions);
  const databaseCores = coresFor(rate * scheme.read + writes * costs.write, assumptions);
  return {
    scheme: scheme.name,
    rate,
    clients,
    requestCores,
    hashCores,
    databaseCores,
    writes,
    machines: Math.ceil((requestCores + hashCores) / assumptions.cores),
    databaseMachines: Math.ceil(databaseCores / assumptions.cores),
    megabits: (rate * scheme.wire * 8) / 1e6,
  };
}

/**
 * The same where other services check the credentials themselves: what is left is to renew them.
 * A renewal is taken for a request and a write.
 *
 * @returns undefined for a scheme whose credentials say nothing without this server.
 */
export function planSelfContained(
  rate: number,
  scheme: SchemeCosts,
  costs: Costs,
  assumptions: Assumptions,
): Plan | undefined {
  const { isSelfContained = false, write } = scheme.upkeep;
  if (!isSelfContained || write === undefined) return undefined;
  const interval = Math.max(write, assumptions.interval);
  const renewals = (rate * assumptions.interval) / interval;
  const plan = planScheme(renewals, scheme, costs, { ...assumptions, interval });
  return { ...plan, scheme: `${scheme.name}, checked elsewhere` };
}

function timesDue(clients: number, every: number | undefined, { interval }: Assumptions): number {
  return every === undefined ? 0 : clients / Math.max(every, interval);
}

function coresFor(microsecondsPerSecond: number, { utilization }: Assumptions): number {
  return microsecondsPerSecond / 1e6 / utilization;
}
