import type { DjangoCredential, DjangoImport } from '../../../src/auth/django.ts';
import type { Database, Queries } from '../../../src/database/database.ts';
import { marksFor } from '../../../src/database/insert-rows.ts';
import { ImportRecords } from '../../../src/users/import-records.ts';
import type { OpenSource } from './source.ts';

/** What became of the credentials of one kind. */
export interface WrittenCredentials {
  readonly name: string;
  stored: number;
  unchanged: number;
  /** There is another one here in their place. */
  displaced: number;
  /** Their user is not here, so that they let nobody in. */
  ownerless: number;
  /** Gone there since, and ended here. */
  ended: number;
}

interface Owner {
  id: number;
  epoch: number;
}

/**
 * Takes over what one scheme's users hold. What is here already stays as it is here, unless it has
 * changed there since; what was ended here stays so.
 *
 * @param present the ids of all that is there; what was taken over and is not among them is gone.
 * @param onProgress is told how many are done.
 */
export async function writeCredentials(
  source: OpenSource,
  database: Database,
  each: DjangoImport,
  present: ReadonlySet<string>,
  onProgress: (rows: number) => void,
): Promise<WrittenCredentials> {
  const written = {
    name: each.name,
    stored: 0,
    unchanged: 0,
    displaced: 0,
    ownerless: 0,
    ended: 0,
  };
  const records = new ImportRecords(each.name);
  let done = 0;
  // First, for what came in the place of something that is gone would find it there.
  for await (const ids of records.ids(database)) {
    const gone = ids.filter((id) => !present.has(id));
    if (gone.length === 0) continue;
    await database.transaction('import', async (queries) => {
      await each.end?.(queries, gone);
      await records.delete(queries, gone);
    });
    if (each.end !== undefined) written.ended += gone.length;
  }
  for await (const batch of each.read(source)) {
    const credentials = batch.filter(({ obstacle }) => obstacle === undefined);
    onProgress((done += batch.length));
    if (credentials.length === 0) continue;
    await database
      .transaction('import', async (queries) => {
        const known = await records.find(
          queries,
          credentials.map(({ id }) => id),
        );
        const fresh = credentials.filter(({ id, state = '' }) => known.get(id) !== state);
        const owners = await findOwners(queries, fresh);
        const owned = fresh.filter(({ userId = 0 }) => owners.has(userId));
        const rows = owned.map((credential) => {
          const { id, epoch } = owners.get(credential.userId ?? 0) ?? { id: 0, epoch: 0 };
          return credential.valuesFor({ id, credentialsEpoch: epoch });
        });
        const stored = rows.length === 0 ? 0 : await each.store(queries, rows);
        await records.write(queries, new Map(owned.map(({ id, state = '' }) => [id, state])));
        return { stored, fresh: fresh.length, owned: owned.length };
      })
      .then(({ stored, fresh, owned }) => {
        written.stored += stored;
        written.unchanged += credentials.length - fresh;
        written.ownerless += fresh - owned;
        written.displaced += owned - stored;
      });
  }
  return written;
}

async function findOwners(
  queries: Queries,
  credentials: readonly DjangoCredential[],
): Promise<Map<number, Owner>> {
  const ids = [...new Set(credentials.map(({ userId = 0 }) => userId))];
  if (ids.length === 0) return new Map();
  const rows = await queries.all<Owner>(
    `SELECT id, credentials_epoch AS epoch FROM users WHERE id IN (${marksFor(ids)})`,
    ...ids,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
