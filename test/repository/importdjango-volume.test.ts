import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { migrations } from '../../src/server/migrations.ts';
import { testBuild } from '../support/build.ts';
import { describeWithDjango, djangoProject } from '../support/django.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { runManage } from '../support/manage.ts';
import { SECRET_KEY, START, startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DJANGO_KEY = 'the key of a Django, which both servers sign with';

/** How many users there are, and of how many it is tried whether they get in. */
const [USERS, TRIED] = [10_000, 100];

/** Users with each hasher in turn, and what each of them holds. */
const FILL = `
import json, seed
from seed import *
User.objects.all().delete(); OutstandingToken.objects.all().delete()
hashes = [make_password(PASSWORD, hasher=hasher) for hasher in READ]
users = User.objects.bulk_create(
    User(username=f'user{n}', email=f'user{n}@example.com', password=hashes[n % len(hashes)])
    for n in range(${USERS}))
users = list(User.objects.filter(username__startswith='user').order_by('id'))
Token.objects.bulk_create(Token(user=user, key=f'{user.pk:040x}') for user in users)
AuthToken.objects.bulk_create(AuthToken(
    user=user, token_key=f'{user.pk:064x}'[:15],
    digest=hashlib.sha512(f'{user.pk:064x}'.encode()).hexdigest()) for user in users)
good, dead = [], []
for user in users:
    for tokens in (good, dead):
        token = RefreshToken()
        token['user_id'] = user.pk
        tokens.append(token)
OutstandingToken.objects.bulk_create(OutstandingToken(
    user_id=token['user_id'], jti=token['jti'], token=str(token), created_at=timezone.now(),
    expires_at=timezone.now() + timedelta(days=1)) for token in good + dead)
ids = dict(OutstandingToken.objects.values_list('jti', 'id'))
BlacklistedToken.objects.bulk_create(BlacklistedToken(token_id=ids[token['jti']]) for token in dead)
print(json.dumps([[user.pk, user.username, str(good[n]), str(dead[n])]
                  for n, user in enumerate(users) if n % ${USERS / TRIED} == 0]))
`;

type Tried = [id: number, username: string, refresh: string, blacklisted: string][];

let filled: { content: Buffer; tried: Tried } | undefined;

/** Filled once; the tests have copies. */
function filledProject(): { file: string; tried: Tried } {
  if (filled === undefined) {
    const project = djangoProject({ secretKey: DJANGO_KEY });
    const output = project.run(FILL).trimEnd().split('\n').at(-1) ?? '';
    filled = { content: readFileSync(project.file), tried: JSON.parse(output) as Tried };
  }
  const { content, tried } = filled;
  return { file: djangoProject({ secretKey: DJANGO_KEY, content }).file, tried };
}

async function settingsOf(): Promise<Record<string, string> & { DATABASE_URL: string }> {
  return {
    ...{ NODE_ENV: 'test', DATABASE_URL: await freshDatabase(), SECRET_KEY, BCRYPT_COST: '4' },
    JWT_SIGNING_KEY: DJANGO_KEY,
  };
}

describeWithDjango('importdjango', () => {
  it('75: brings 10,000 users and what they hold over in less than a minute', async () => {
    const { file, tried } = filledProject();
    expect(tried).toHaveLength(TRIED);
    const settings = await settingsOf();
    const start = performance.now();
    const ending = await runManage(
      ['importdjango', file, '--accept-loss'],
      temporaryFolder(),
      settings,
    );
    const seconds = (performance.now() - start) / 1000;
    const kind = settings.DATABASE_URL.split(':', 1)[0];
    console.log(`importdjango, ${USERS} users into ${kind}: ${seconds.toFixed(1)} s`);
    expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
    expect(seconds).toBeLessThan(60);

    const { origin, advance } = await startServer({ ...settings, LOGIN_THROTTLE: 'off' });
    advance(Date.now() - START);
    const statusOf = async (path: string, fields: object): Promise<number> => {
      const body = JSON.stringify(fields);
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch(`${origin}${path}`, { method: 'POST', headers, body })).status;
    };
    for (const [id, username, refresh, blacklisted] of tried) {
      const password = 'pässwörd';
      expect(await statusOf('/api/token/', { username, password })).toBe(200);
      expect(await statusOf('/api/token/refresh/', { refresh })).toBe(200);
      expect(await statusOf('/api/token/refresh/', { refresh: blacklisted })).toBe(401);
      for (const length of [40, 64]) {
        const headers = { Authorization: `Token ${id.toString(16).padStart(length, '0')}` };
        expect((await fetch(`${origin}/home/`, { headers })).status).toBe(200);
      }
    }
  });

  it('76: goes on where it was when it is killed and run again', async () => {
    const { file } = filledProject();
    const settings = await settingsOf();
    const folder = temporaryFolder();
    const database = openDatabase(settings.DATABASE_URL);
    onTestFinished(() => database.close());
    await migrate(database, migrations);
    const count = async (table: string): Promise<number> => {
      const row = await database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
      return Number(row?.count);
    };
    const command = [join(testBuild(), 'scripts/manage.js'), 'importdjango', file, '--accept-loss'];
    const env = { PATH: process.env.PATH, ...settings };
    const child = spawn(process.execPath, command, { cwd: folder, env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await expect.poll(() => count('users'), { interval: 5, timeout: 60_000 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    const before = await count('users');
    expect(before % 500).toBe(0);
    expect(before).toBeLessThan(USERS);

    const { exitCode, stdout } = await runManage(command.slice(1), folder, settings);
    expect(exitCode).toBe(0);
    const added = (USERS - before).toLocaleString('en-US');
    expect(stdout).toMatch(
      new RegExp(`^users +${added} +0 +${before.toLocaleString('en-US')} `, 'm'),
    );
    expect(await count('users')).toBe(USERS);
    expect(await count('tokens')).toBe(USERS);
    expect(await count('named_tokens')).toBe(USERS);
    expect(await count('refresh_token_families')).toBe(2 * USERS);
  });
});
