import { expect } from 'vitest';
import { RefreshFamilyStore } from '../../../src/auth/jwt/store.ts';
import { addUser, test } from '../../support/command.ts';

test.concurrent('flushexpiredtokens forgets refresh tokens that have expired by every clock, and no others', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  const { database, clock, users } = dependencies;
  const user = await users.findByUsername('alice');
  if (user === undefined) throw new Error('no alice');
  const store = new RefreshFamilyStore(database, clock);
  const client = { address: null, userAgent: null };
  const now = Date.now();
  const issuedAt = now - 3_600_000;
  for (const [jti, expiresAt] of [
    ['expired', issuedAt + 1],
    ['expired too', issuedAt + 2],
    ['within the leeway', now - 60_000],
  ] as const) {
    await store.add({ jti, issuedAt, expiresAt }, user, client);
  }

  expect(await manage(['flushexpiredtokens'])).toEqual({
    exitCode: 0,
    stdout: 'Forgot 2 expired refresh tokens.\n',
    stderr: '',
  });
  expect(await database.all('SELECT id FROM refresh_token_families')).toEqual([
    { id: 'within the leeway' },
  ]);
});

const ES256 = { environment: { JWT_ALGORITHM: 'ES256' } };

/** The cells of a list, a row each, less the head. */
function rowsOf(stdout: string): string[][] {
  const [, ...lines] = stdout.trimEnd().split('\n');
  return lines.map((line) => line.split(/ {2,}/));
}

test.concurrent('keys of JWTs are made, listed and replaced', async ({ commandLine }) => {
  const { manage } = commandLine;
  const list = async (): Promise<string[][]> => rowsOf((await manage(['jwtkeys'], ES256)).stdout);
  expect(await list()).toEqual([['HS256', 'HS256', 'signs', 'settings', '–', '–', '–']]);

  const refused = await manage(['createjwtkey']);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^JWT_ALGORITHM: is HS256.*set it to RS256, ES256 or EdDSA\.\n$/);

  const made = await manage(['createjwtkey'], ES256);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const [, first = ''] = /^Made key ([\w-]{43}) \(ES256\)/.exec(made.stdout) ?? [];
  expect((await list()).map((row) => row.slice(0, 4))).toEqual([
    ['HS256', 'HS256', 'accepted', 'settings'],
    [first, 'ES256', 'signs', 'database'],
  ]);
  expect((await manage(['createjwtkey'], ES256)).stderr).toBe(
    'There is a key already; rotatejwtkey makes the next one.\n',
  );

  const rotated = await manage(['rotatejwtkey', '--after', '1h'], ES256);
  expect(rotated.stdout).toMatch(/^Published key [\w-]{43} \(ES256\), which signs from 20/);
  expect((await list()).map(([, , state]) => state)).toEqual(['accepted', 'signs', 'next']);
  expect(await manage(['rotatejwtkey'], ES256)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--now makes another one') as string,
  });

  const replaced = await manage(['rotatejwtkey', '--now'], ES256);
  expect(replaced.stdout).toMatch(
    /signs from now on\. All JWTs that were signed before are void\.\n$/,
  );
  const states = (await list()).map(([, , state]) => state);
  expect(states.sort()).toEqual(['signs', 'void', 'void', 'void']);
  expect(await manage(['rotatejwtkey', '--after', 'soon'], ES256)).toMatchObject({ exitCode: 2 });
});
