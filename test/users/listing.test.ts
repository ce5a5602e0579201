import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { MOST_COUNTED, UserListing } from '../../src/users/listing.ts';
import { userMigrations } from '../../src/users/migrations.ts';
import { UserStore } from '../../src/users/store.ts';
import { freshDatabase, migratedDatabase } from '../support/fresh-database.ts';
import { addManyUsers } from '../support/many-users.ts';

const INSERT = `
  INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
  VALUES (?, ?, '!', 1, 0, 0)`;

async function open(): Promise<Database> {
  const database = openDatabase(await migratedDatabase());
  onTestFinished(() => database.close());
  return database;
}

async function search(database: Database, text: string): Promise<string[]> {
  const found = await new UserListing(database, Date.now).find(text);
  const users = await found.skip(0, 1000);
  expect(users).toHaveLength(found.count);
  return users.map(({ username }) => username);
}

/** What SQLite says when its index and the users differ; PostgreSQL's cannot. */
async function expectIndexWhole(database: Database): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  await database.run(`INSERT INTO users_search (users_search, rank) VALUES ('integrity-check', 1)`);
}

const USERS = [
  ['alice', 'Alice.Smith@example.com'],
  ['ALICIA', ''],
  ['bob', 'bob@alice.example'],
  ['élise', 'elise@example.com'],
  ['Élan', ''],
  ['e\u0301t\u0308e', ''],
  ['straße', ''],
  ['王伟', 'wang@example.cn'],
  ['李王伟明', ''],
  ['İstanbul', ''],
  ['ſharp', ''],
  ['a_b%c!d', '100%"quoted"@example.com'],
  ['back\\slash', "o'brien@example.com"],
  ['smile\u{1f600}\u{1f601}\u{1f602}', ''],
  ['x', 'y'],
  ['aaaa', 'aaa'],
] as const;

const TEXTS = [
  ...USERS.flatMap(([username, email]) => [username, email]),
  ...['ALI', 'lic', 'ce@', 'É', 'é', 'él', 'ÉLI', 'éli', 'e\u0301', 'STRASSE', 'aße', '王', '王伟'],
  ...[
    '王伟明',
    'i',
    'I',
    'ist',
    'İst',
    'sharp',
    'ſha',
    '%',
    '_',
    '!',
    '%"q',
    '_b%',
    '!d',
    '"',
    '""',
  ],
  ...[
    "'b",
    '\\sl',
    '\u{1f600}',
    '\u{1f600}\u{1f601}\u{1f602}',
    '\u{1f601}\u{1f602}',
    'aa',
    'aaaaa',
  ],
  ...[
    'com',
    'OR',
    'NEAR(ali)',
    'ali*',
    'ali OR bob',
    'fields: ali',
    '-ali',
    '^al',
    'zzz',
    'AND',
    '*',
  ],
].filter((text) => text !== '');

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

describe('a search', () => {
  it('finds what reading all users finds', async () => {
    const database = await open();
    for (const user of USERS) await database.run(INSERT, ...user);
    for (const text of TEXTS) {
      const wanted = lowerAscii(text.normalize('NFKC'));
      const isFound = (field: string): boolean =>
        [...wanted].length < 3
          ? lowerAscii(field).startsWith(wanted)
          : lowerAscii(field).includes(wanted);
      const expected = USERS.filter((user) => user.some(isFound)).map(([username]) => username);
      expect((await search(database, text)).sort(), text).toEqual(expected.sort());
    }
    await expectIndexWhole(database);
  });

  it('knows users as they are, whoever has written them', async () => {
    const database = await open();
    const users = new UserStore(database, Date.now);
    const directory = new UserDirectory(database, Date.now);
    const bob = await users.create({ username: 'bob', email: '', encodedPassword: '!' }, OPERATOR);
    const id = bob?.id ?? 0;
    expect(await search(database, 'bob')).toEqual(['bob']);
    await directory.change(id, { email: 'rob@example.com' }, OPERATOR);
    expect(await search(database, 'rob@')).toEqual(['bob']);
    await directory.change(id, { email: 'bobby@example.com', isActive: false }, OPERATOR);
    expect(await search(database, 'rob@')).toEqual([]);
    expect(await search(database, 'bobby')).toEqual(['bob']);
    // As an import renames somebody; and what fails has not happened.
    await database.run(`UPDATE users SET username = 'robert' WHERE id = ?`, id);
    const failing = database.transaction('users', async (queries) => {
      await queries.run(INSERT, 'carol', '');
      await queries.run(`UPDATE users SET username = 'carola' WHERE id = ?`, id);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await search(database, 'carol')).toEqual([]);
    expect(await search(database, 'robert')).toEqual(['robert']);
    expect(await search(database, 'bob')).toEqual(['robert']);
    await expectIndexWhole(database);
    await directory.delete(id, OPERATOR);
    expect(await search(database, 'bob')).toEqual([]);
    await expectIndexWhole(database);
  });

  it('finds users who were there before it had an index', async () => {
    const database = openDatabase(await freshDatabase());
    onTestFinished(() => database.close());
    await migrate(database, userMigrations.slice(0, 2));
    await addManyUsers(database, 500);
    expect(await migrate(database, userMigrations)).toEqual(['users/0003-search']);
    expect(await search(database, 'SER123')).toEqual(['user123']);
    expect(await search(database, 'u12')).toEqual(
      await search(database, 'u12').then((names) => names.sort()),
    );
    await database.run(INSERT, 'later', 'user123@example.org');
    expect(await search(database, 'user123')).toEqual(['later', 'user123']);
    await expectIndexWhole(database);
  });
});

describe('a list of many', () => {
  const MANY = MOST_COUNTED + 500;

  it('82: is counted as far as it goes quickly, or once in a while', async () => {
    const database = await open();
    let now = 0;
    const listing = new UserListing(database, () => now);
    await addManyUsers(database, MANY);
    expect(await listing.find('')).toMatchObject({ count: MANY, hasMore: false });
    expect(await listing.find('user')).toMatchObject({ count: MOST_COUNTED, hasMore: true });
    expect(await listing.find('user123')).toMatchObject({ count: 11, hasMore: false });
    await database.run(INSERT, 'one more', '');
    expect(await listing.find('')).toMatchObject({ count: MANY });
    now = 60_000;
    expect(await listing.find('')).toMatchObject({ count: MANY + 1 });
    await database.run('DELETE FROM users WHERE id > ?', MOST_COUNTED);
    expect(await listing.find('')).toMatchObject({ count: MOST_COUNTED });
  });
});
