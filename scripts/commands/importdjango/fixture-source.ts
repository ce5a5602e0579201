import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UnreadableSource } from '../../../src/auth/django.ts';
import type { DjangoRow } from '../../../src/auth/django.ts';
import { BATCH, labelOf, USER_COLUMNS } from './source.ts';
import type { OpenSource } from './source.ts';

const Fixture = z.array(
  z.object({
    model: z.string(),
    pk: z.unknown().optional(),
    fields: z.record(z.string(), z.unknown()),
  }),
);

/** What `dumpdata` has written, as JSON. It holds no more than the rows: not the last id given out. */
export class FixtureSource implements OpenSource {
  readonly #models = new Map<string, DjangoRow[]>();

  /** @throws {UnreadableSource} for a file that cannot be read, or is none of `dumpdata`. */
  constructor(file: string) {
    for (const { model, pk, fields } of readFixture(file)) {
      const rows = this.#models.get(model) ?? [];
      this.#models.set(model, rows);
      rows.push({ ...fields, pk });
    }
  }

  async *read(model: string): AsyncGenerator<readonly DjangoRow[]> {
    const rows = this.#rows(model);
    for (let at = 0; at < rows.length; at += BATCH)
      yield Promise.resolve(rows.slice(at, at + BATCH));
  }

  columns(model: string): Promise<readonly string[] | undefined> {
    const [first] = this.#rows(model);
    return Promise.resolve(first && Object.keys(first));
  }

  count(model: string): Promise<number> {
    return Promise.resolve(this.#rows(model).length);
  }

  lastId(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  userModels(): Promise<string[]> {
    const models = [...this.#models].filter(([, [first]]) =>
      USER_COLUMNS.every((column) => first !== undefined && column in first),
    );
    return Promise.resolve(models.map(([model]) => model));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #rows(model: string): readonly DjangoRow[] {
    return this.#models.get(labelOf(model)) ?? [];
  }
}

function readFixture(file: string): z.output<typeof Fixture> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UnreadableSource(`FROM: ${file} is no JSON; make it with manage.py dumpdata.`);
  }
  const fixture = Fixture.safeParse(content);
  if (fixture.success) return fixture.data;
  throw new UnreadableSource(
    `FROM: ${file} is JSON, and no fixture; make it with manage.py dumpdata.`,
  );
}
