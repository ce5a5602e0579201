import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failuresOf, prepareDeployment } from '../support/deployment.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { addUsers, keepLoggingIn } from './logins.ts';

const SECONDS = 60;

/** Collects all garbage each second and says so; `--expose-gc` itself is not for NODE_OPTIONS. */
const COLLECT = `
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  setInterval(() => {
    collect();
    console.log('collected');
  }, 1000).unref();`;

it('62: a server whose garbage is collected each second goes on answering', async () => {
  const { local, start } = await prepareDeployment();
  const nextUser = await addUsers(local, 500);
  const file = join(temporaryFolder(), 'collect.cjs');
  writeFileSync(file, COLLECT);
  const server = await start({ NODE_OPTIONS: `--require=${file}` });
  const end = performance.now() + SECONDS * 1000;
  let logins = 0;
  await keepLoggingIn(
    server.origin,
    nextUser,
    () => performance.now() > end,
    () => logins++,
  );
  const collections = server.output().match(/^collected$/gm)?.length ?? 0;
  console.log(`62: ${collections} collections on Node ${process.version}, ${logins} logins`);
  expect(collections).toBeGreaterThan(SECONDS / 6);
  expect(logins).toBeGreaterThan(SECONDS);
  expect(failuresOf(server)).toEqual([]);
  expect([server.child.exitCode, server.child.signalCode]).toEqual([null, null]);
});
