import { expect } from 'vitest';
import { Seal } from '../../../src/keys/seal.ts';
import { TokenStore } from '../../../src/auth/token/store.ts';
import { addUser, test } from '../../support/command.ts';

test.concurrent('createtoken prints a token that works, the same each time until it is reset', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  const { database, keys, clock } = dependencies;
  const store = new TokenStore(database, new Seal(keys.derive('token seal')), clock);
  const createToken = async (...options: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await manage(['createtoken', 'alice', ...options]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Generated token [0-9a-f]{40} for user alice\n$/);
    return stdout.split(' ')[2] ?? '';
  };

  const first = await createToken();
  expect(await store.findUser(first)).toMatchObject({ username: 'alice' });
  const alice = await dependencies.users.findByUsername('alice');
  expect(alice && (await store.obtain(alice))).toMatchObject({ key: first });

  const second = await createToken('--reset');
  expect(second).not.toBe(first);
  expect(await store.findUser(first)).toBeUndefined();
  expect(await store.findUser(second)).toMatchObject({ username: 'alice' });
});

test.concurrent('createtoken says who is not there', async ({ commandLine }) => {
  const { manage } = commandLine;

  expect(await manage(['createtoken', 'nobody'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'Cannot create the token: user nobody does not exist.\n',
  });
});

test.concurrent('createtoken does not replace a token that it cannot show, unless it is told to', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  const { database, keys, clock } = dependencies;
  const store = new TokenStore(database, new Seal(keys.derive('token seal')), clock);
  const key = (await manage(['createtoken', 'alice'])).stdout.split(' ')[2] ?? '';
  const environment = { SECRET_KEY: 'another key than the one that the server runs under' };

  const refused = await manage(['createtoken', 'alice'], { environment });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/^The token of alice was sealed under another SECRET_KEY;/);
  expect(await store.findUser(key)).toMatchObject({ username: 'alice' });

  const reset = await manage(['createtoken', 'alice', '--reset'], { environment });
  expect(reset.exitCode).toBe(0);
  expect(await store.findUser(key)).toBeUndefined();
});
