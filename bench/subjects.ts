import { schemeSites } from '../src/site/schemes.ts';
import type { ProgramOptions } from '../scripts/tour/program.ts';
import { askHome } from './answer.ts';
import type { Answer } from './answer.ts';
import { prepareDatabase } from './database.ts';
import { findPeers, logIn } from './peers.ts';
import type { Peer } from './peers.ts';
import { enlarge } from './large-database.ts';
import { countRoundTrips } from './round-trips.ts';
import type { RunningServer, Subject } from './subject.ts';
import { countStatements } from './statements.ts';

const USERNAME = 'user500';
/** Everybody's. */
export const PASSWORD = 'correct horse battery staple';

/** How many users there are in the database, unless a row says otherwise. */
export const USERS = 1000;

/** Starts a server of the project. */
export type Start = (
  program: Omit<ProgramOptions, 'folder' | 'launcher'>,
) => Promise<RunningServer>;

/** What is measured, and where. */
export interface Plan {
  readonly start: Start;
  /** Settings of our own server; DATABASE_URL names a database in which nothing is yet. */
  readonly settings: Readonly<Record<string, string>> & { readonly DATABASE_URL: string };
  /** Whether a row is wanted. */
  readonly isWanted: (name: string) => boolean;
}

/**
 * What everything is compared with: bare `node:http` first, stock Express second, then our own app
 * with nobody at the door.
 */
export async function openYardsticks({
  start,
  settings,
}: Plan): Promise<[Subject, Subject, Subject]> {
  const serve = async (name: string, ...parameters: string[]): Promise<Subject> => {
    const environment = { NODE_ENV: settings.NODE_ENV ?? '' };
    const script = 'bench/serve.ts';
    const { origin, pid } = await start({ script, parameters, settings: environment });
    return { name, url: `${origin}/home/`, pid, obtain: () => Promise.resolve({}) };
  };
  const open = await serve('open route', 'open');
  const answer = JSON.stringify(await askHome(open, {}));
  return [
    await serve('bare node:http', 'bare', answer),
    await serve('stock Express', 'express', answer),
    open,
  ];
}

/** One row for each scheme of ours. */
export async function openOwn(plan: Plan): Promise<Subject[]> {
  await prepareDatabase(plan.settings, { users: USERS, password: PASSWORD });
  const subjects = await openRooms(plan, (name) => name);
  if (subjects.length === 0) return [];
  const counted = await withRoundTrips(plan, subjects, (settings) =>
    plan.start({ script: 'src/server.ts', settings }),
  );
  return countStatements(plan.settings, counted);
}

/** The same in a database of many rows. */
export async function openLarge(plan: Plan, count: number): Promise<Subject[]> {
  await prepareDatabase(plan.settings, { users: USERS, password: PASSWORD });
  const nameRow = (name: string): string => `${name}, ${count.toLocaleString('en')} rows`;
  const subjects = await openRooms(plan, nameRow);
  // So that there is something to make copies of.
  for (const subject of subjects) await subject.obtain();
  enlarge(placeOf(plan), count);
  return subjects;
}

/** The same from several processes behind one port, each of which has to share the server's core. */
export function openWorkers(plan: Plan, count: number): Promise<Subject[]> {
  const settings = { ...plan.settings, WEB_CONCURRENCY: String(count) };
  return openRooms({ ...plan, settings }, (name) => `${name}, ${count} workers`);
}

/**
 * One row for each scheme whose credentials another service can check by itself: it answers without a
 * question to us. The database is one of its own, for it has keys that the others' is not to have.
 */
export async function openElsewhere(plan: Plan): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const { name: scheme, obtain, elsewhere } of schemeSites) {
    const name = `${scheme}, elsewhere`;
    if (elsewhere === undefined || !plan.isWanted(name)) continue;
    const settings = { ...plan.settings, ...elsewhere.settings };
    await prepareDatabase(settings, { users: USERS, password: PASSWORD });
    const issuer = await plan.start({ script: 'src/server.ts', settings });
    const { origin, pid } = await plan.start({
      script: elsewhere.script,
      settings: { ISSUER: issuer.origin, PORT: '0' },
    });
    subjects.push({
      name,
      url: `${origin}/home/`,
      pid,
      obtain: () => obtain(issuer.origin, USERNAME, PASSWORD),
      rival: scheme,
    });
  }
  return subjects;
}

async function openRooms(plan: Plan, nameRow: (name: string) => string): Promise<Subject[]> {
  const { start, settings, isWanted } = plan;
  const wanted = schemeSites.filter(({ name }) => isWanted(nameRow(name)));
  if (wanted.length === 0) return [];
  const { origin, pid } = await start({ script: 'src/server.ts', settings });
  return wanted.map((site) => ({
    name: nameRow(site.name),
    url: `${origin}/home/`,
    pid,
    obtain: () => site.obtain(origin, USERNAME, PASSWORD),
  }));
}

/**
 * One row for each scheme of each other program, over the same database where it can read that.
 *
 * @returns also why some are missing.
 */
export async function openPeers(
  plan: Plan,
  answer: Answer,
): Promise<{ subjects: Subject[]; missing: string[] }> {
  const subjects: Subject[] = [];
  const missing: string[] = [];
  for (const peer of findPeers(plan.settings.DATABASE_URL)) {
    const wanted = schemeSites.filter((site) => plan.isWanted(`${peer.name} ${site.name}`));
    if (wanted.length === 0) continue;
    if (peer.missing !== undefined) {
      missing.push(`${peer.name}: ${peer.missing}`);
      continue;
    }
    const { origin, pid } = await startPeer(plan, peer, answer);
    const rows = wanted.map((site) => ({
      name: `${peer.name} ${site.name}`,
      url: `${origin}/${site.name}/home/`,
      pid,
      obtain: () => logIn(origin, site, USERNAME, PASSWORD),
      rival: site.name,
    }));
    const counted = await withRoundTrips(plan, rows, (settings) =>
      startPeer({ ...plan, settings }, peer, answer),
    );
    subjects.push(...counted);
  }
  return { subjects, missing };
}

/** Starts another program over the database of a plan. */
export function startPeer(
  plan: Plan,
  { program }: Pick<Peer, 'program'>,
  { headers }: Pick<Answer, 'headers'>,
): Promise<RunningServer> {
  return plan.start({
    ...program,
    settings: {
      NODE_ENV: plan.settings.NODE_ENV ?? '',
      ...program.settings,
      PEER_DATABASE: placeOf(plan),
      PEER_SECRET: plan.settings.SECRET_KEY ?? '',
      PEER_HEADERS: JSON.stringify(headers),
      PEER_USERS: String(USERS),
      PEER_PASSWORD: PASSWORD,
    },
  });
}

/** What a plan's settings name: the path of a SQLite file, or the address of another database. */
export function placeOf({ settings }: Plan): string {
  return settings.DATABASE_URL.replace(/^sqlite:/, '');
}

/** Counts round trips of rows that one program serves, where its database has a server. */
function withRoundTrips(
  { settings }: Plan,
  subjects: readonly Subject[],
  startOver: (settings: Plan['settings']) => Promise<RunningServer>,
): Promise<readonly Subject[]> {
  const { DATABASE_URL: address } = settings;
  if (address.startsWith('sqlite:')) return Promise.resolve(subjects);
  return countRoundTrips(subjects, address, (watched) =>
    startOver({ ...settings, DATABASE_URL: watched }),
  );
}
