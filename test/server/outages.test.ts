import { expect, it, onTestFinished, vi } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import type { Database } from '../../src/database/database.ts';
import { isIssuing } from '../support/schemes.ts';
import { startServer } from '../support/server.ts';

/** Collects all answers that this test gets. */
function recordAnswers(): readonly Response[] {
  const answers: Response[] = [];
  const ask = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const answer = await ask(...request);
    answers.push(answer);
    return answer;
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
  return answers;
}

/** Leaves no page for anything new, as a full disk does. */
async function fill(database: Database): Promise<void> {
  await database.run('CREATE TABLE ballast (data TEXT)');
  const row = await database.get<{ page_count: number }>('PRAGMA page_count');
  await database.get(`PRAGMA max_page_count = ${row?.page_count ?? 1}`);
}

it('41: on a full disk writes are 503, reads go on, and it all ends when there is room', async () => {
  const server = await startServer();
  const { database } = server.dependencies;
  const home = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${server.origin}/home/`, { headers })).status;
  const issued = new Map<string, Record<string, string>>();
  for (const { name, obtain } of schemeSites) {
    const credentials = await obtain(server.origin, 'root', 'toor');
    issued.set(name, credentials);
    expect(await home(credentials)).toBe(200);
  }
  await fill(database);

  const answers = recordAnswers();
  const isFull = (): boolean => answers.some(({ status }) => status === 503);
  // Pages that are in use have room for some more.
  for (let login = 0; login < 100 && !isFull(); login++) {
    for (const { obtain } of schemeSites) await obtain(server.origin, 'root', 'toor');
  }
  const refused = answers.filter(({ status }) => status >= 400);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, headers } of refused) {
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
  }
  const complaints = server.log.filter((line) => line.includes('"level":50'));
  for (const line of complaints) expect(line).toContain('disk is full');
  expect(complaints.length).toBeGreaterThan(0);

  await database.run('PRAGMA query_only = ON');
  for (const [name, credentials] of issued) expect(await home(credentials), name).toBe(200);
  // One that extends something, if the scheme does. A password that has to be checked has to be
  // counted as well; otherwise it could be guessed without end as long as the disk is full.
  server.advance(120_000);
  for (const site of schemeSites) {
    const status = isIssuing(site) ? 200 : 503;
    expect(await home(issued.get(site.name) ?? {}), site.name).toBe(status);
  }
  await database.run('PRAGMA query_only = OFF');

  await database.get('PRAGMA max_page_count = 1000000');
  for (const { name, obtain } of schemeSites) {
    expect(await home(await obtain(server.origin, 'root', 'toor')), name).toBe(200);
  }
  expect(await database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  expect(await database.get('PRAGMA foreign_key_check')).toBeUndefined();
});
