import { createApp } from '../src/app.ts';
import { createServer } from '../src/http/listener.ts';
import { listenOnPort } from '../src/server/listen.ts';
import { askHome } from './answer.ts';
import { openWatched } from './database.ts';
import type { Subject } from './subject.ts';

/** Enough to see whether it is the same each time. */
const REQUESTS = 10;

/**
 * How many statements the database port is asked for each warm request, by row. The app runs in this
 * process, over the same database and keys as the server that is measured.
 */
export async function countStatements(
  settings: Readonly<Record<string, string>>,
  subjects: readonly Subject[],
): Promise<Subject[]> {
  const { services, watched } = openWatched(settings);
  const server = createServer(createApp(services));
  const origin = await listenOnPort(server, services.config);
  const counted: Subject[] = [];
  for (const subject of subjects) {
    const headers = await subject.obtain();
    const here = { name: subject.name, url: `${origin}/home/` };
    await askHome(here, headers);
    const before = watched.count;
    watched.reads.clear();
    for (let request = 0; request < REQUESTS; request++) await askHome(here, headers);
    const statements = (watched.count - before) / REQUESTS;
    const reads = [...watched.reads].map(([sql, parameters]) => ({ sql, parameters }));
    counted.push({ ...subject, statements, reads });
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await watched.close();
  return counted;
}
