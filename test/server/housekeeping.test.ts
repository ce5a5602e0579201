import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { testBuild, testProgram } from '../support/build.ts';
import { migratedDatabase } from '../support/fresh-database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it(
  'keeps house once for all processes, also where another program has started them',
  { timeout: 120_000 },
  async () => {
    const databaseUrl = await migratedDatabase();
    const database = openDatabase(databaseUrl);
    await database.run("INSERT INTO events (at, type) VALUES (1, 'logout')");
    const settings = {
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'debug',
      PROGRAM: join(testBuild(), 'src/server.js'),
    };
    const server = startProcess(settings, temporaryFolder(), testProgram('foreign-primary'));
    await vi.waitFor(
      async () => {
        expect(await database.all('SELECT * FROM events')).toEqual([]);
      },
      { timeout: 60_000, interval: 200 },
    );
    // The others, and the same one, ask again and again.
    await wait(3000);
    await database.close();
    const output = server.output();
    expect(output.match(/"housekeeping done"/g)).toHaveLength(1);
    expect(output).not.toContain('housekeeping failed');
  },
);
