import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { OPERATOR } from '../../src/users/authority.ts';
import { describeWithDjango, djangoProject } from '../support/django.ts';
import type { DjangoProject } from '../support/django.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { freshSchema } from '../support/fresh-postgres.ts';
import { runManage } from '../support/manage.ts';
import { SECRET_KEY, START, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DJANGO_KEY = 'the key of a Django, which both servers sign with';
const PASSWORD = 'pässwörd';
const SEED = 'import seed';

const READ = ['pbkdf2_sha256', 'pbkdf2_sha1', 'argon2', 'bcrypt_sha256', 'bcrypt'];
const NOT_READ = ['md5', 'unsalted_md5', 'sha1', 'unsalted_sha1'];

/** What test/fixtures/django/seed.py says of a user. */
interface Holding {
  readonly id: number;
  readonly token: string;
  readonly knox: string;
  readonly knox42: string;
  readonly expired: string;
  readonly refresh: string;
  readonly access: string;
  readonly blacklisted: string;
}

type Holdings = Record<string, Holding>;

interface Here {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly manage: (
    ...parameters: string[]
  ) => Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** A folder and a database of this server's, which the test is alone in. */
async function here(settings: Readonly<Record<string, string>> = {}): Promise<Here> {
  const [folder, databaseUrl] = [temporaryFolder(), await freshDatabase()];
  const all = {
    ...{ NODE_ENV: 'test', DATABASE_URL: databaseUrl, SECRET_KEY, BCRYPT_COST: '4' },
    ...{ JWT_SIGNING_KEY: DJANGO_KEY, ...settings },
  };
  return { folder, databaseUrl, manage: (...parameters) => runManage(parameters, folder, all) };
}

/** A server at the present time, over what was imported. */
async function serve({ databaseUrl }: Here): Promise<TestServer> {
  const server = await startServer({
    ...{ DATABASE_URL: databaseUrl, JWT_SIGNING_KEY: DJANGO_KEY, JWT_ROTATE_REFRESH: 'false' },
    LOGIN_THROTTLE: 'off',
  });
  server.advance(Date.now() - START);
  return server;
}

let template: { content: Buffer; holdings: Holdings } | undefined;

/** A Django with users of every kind. Filling one takes seconds, so others are copies of the first. */
function seededProject(): { project: DjangoProject; holdings: Holdings } {
  if (template === undefined) {
    const project = djangoProject({ secretKey: DJANGO_KEY });
    const holdings = JSON.parse(project.run(SEED)) as Holdings;
    template = { content: readFileSync(project.file), holdings };
  }
  const { content, holdings } = template;
  return { project: djangoProject({ secretKey: DJANGO_KEY, content }), holdings };
}

async function home(origin: string, authorization: string): Promise<number> {
  return (await fetch(`${origin}/home/`, { headers: { Authorization: authorization } })).status;
}

async function post(origin: string, path: string, fields: object): Promise<Response> {
  return fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
}

/** That everybody who got in there does so here, by all that they have, and nobody else does. */
async function expectAllIn(here: Here, holdings: Holdings, nameOf = (name: string) => name) {
  const { origin, dependencies } = await serve(here);
  for (const name of [...READ, 'admin']) {
    const fields = { username: nameOf(name), password: PASSWORD };
    expect((await post(origin, '/api/token/', fields)).status, name).toBe(200);
    expect((await post(origin, '/api/token/', { ...fields, password: 'x' })).status).toBe(401);
    const token = await post(origin, '/api-token-auth/', fields);
    expect(await token.json(), name).toEqual({ token: holdings[name]?.token });
  }
  for (const name of [...READ, ...NOT_READ, 'admin', 'nobody']) {
    const holding = holdings[name];
    if (holding === undefined) throw new Error(name);
    for (const key of [holding.token, holding.knox, holding.knox42]) {
      expect(await home(origin, `Token ${key}`), name).toBe(200);
    }
    expect(await home(origin, `Bearer ${holding.access}`)).toBe(200);
    expect((await post(origin, '/api/token/refresh/', holding)).status).toBe(200);
    expect(await home(origin, `Token ${holding.expired}`)).toBe(401);
    const refused = await post(origin, '/api/token/refresh/', { refresh: holding.blacklisted });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ detail: 'Token is blacklisted' });
  }
  for (const name of [...NOT_READ, 'gone', 'nobody', 'deleted']) {
    const fields = { username: nameOf(name), password: PASSWORD };
    expect((await post(origin, '/api/token/', fields)).status, name).toBe(401);
  }
  for (const name of ['gone', 'deleted']) {
    const holding = holdings[name];
    if (holding === undefined) throw new Error(name);
    for (const key of [holding.token, holding.knox, holding.knox42]) {
      expect(await home(origin, `Token ${key}`), name).toBe(401);
    }
    expect(await home(origin, `Bearer ${holding.access}`)).toBe(401);
    for (const refresh of [holding.refresh, holding.blacklisted]) {
      expect((await post(origin, '/api/token/refresh/', { refresh })).status).toBe(401);
    }
  }
  // Made when the server started: nobody has had this id, not even who was deleted.
  const root = await dependencies.users.findByUsername('root');
  expect(root?.id).toBeGreaterThan(holdings.deleted?.id ?? NaN);
}

describeWithDjango('importdjango', () => {
  it('75: brings users and all that they hold over from SQLite, and nobody who is dead', async () => {
    const { project, holdings } = seededProject();
    const target = await here();
    const before = readFileSync(project.file);

    const refused = await target.manage('importdjango', project.file);
    expect(refused.stdout).toMatch(/^argon2 +1 +1 +0 +0$/m);
    expect(refused.stdout).toMatch(/^md5 +1 +0 +0 +1$/m);
    expect(refused.stdout).toMatch(/^no password +1 +0 +0 +0$/m);
    expect(refused.stdout).toMatch(/^blacklisted refresh tokens +13$/m);
    expect(refused.stdout).toMatch(
      /^1 +must get a new password: theirs is unsalted_sha1,.* {2}unsalted_sha1$/m,
    );
    for (const loss of [
      /^1 +users have something in first_name, which is not taken over$/m,
      /^1 +users have something in is_staff, which is not taken over$/m,
      /^1 +groups are not taken over$/m,
      /^1 +memberships of users in groups are not taken over$/m,
      /^1 +sessions are not taken over/m,
    ]) {
      expect(refused.stdout).toMatch(loss);
    }
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: '\nNothing was changed; pass --accept-loss to take over the rest.\n',
    });
    expect(existsSync(join(target.folder, 'var'))).toBe(false);

    const { exitCode, stdout, stderr } = await target.manage(
      ...['importdjango', project.file, '--accept-loss'],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^users +12 +0 +0 +0 +0$/m);
    expect(stdout).toContain('JWT_REFRESH_LIFETIME=86400s');
    expect(readFileSync(project.file)).toEqual(before);
    const list = join(target.folder, 'var/must-reset.tsv');
    expect(statSync(list).mode & 0o777).toBe(0o600);
    const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => line.split('\t')[3])).toEqual(NOT_READ);
    await expectAllIn(target, holdings);
  });

  it('75: brings them over from PostgreSQL, users of another model, who log in by e-mail', async () => {
    const server = inject('postgres');
    const options = server === undefined ? {} : { postgres: await freshSchema(server) };
    const project = djangoProject({
      ...{ secretKey: DJANGO_KEY, userModel: 'accounts.User', ...options },
    });
    const holdings = JSON.parse(project.run(SEED)) as Holdings;
    const target = await here({ DJANGO: options.postgres ?? project.file });
    const wrong = await target.manage('importdjango', 'DJANGO');
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^FROM: has no users auth\.User; .*--user-model: accounts\.user\.\n$/,
    );
    const { exitCode, stderr } = await target.manage(
      ...['importdjango', 'DJANGO', '--accept-loss', '--user-model', 'accounts.User'],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expectAllIn(target, holdings, (name) => `${name}@example.com`);
  });

  it('75: brings them over from what dumpdata writes, once it is told the last id', async () => {
    const { project, holdings } = seededProject();
    const target = await here();
    const file = join(target.folder, 'dump.json');
    writeFileSync(file, project.manage('dumpdata'));
    const shown = await target.manage('importdjango', file, '--dry-run');
    expect(shown).toMatchObject({ stdout: expect.stringMatching(/--last-id/) as string });
    const { exitCode, stderr } = await target.manage(
      ...['importdjango', file, '--accept-loss', '--last-id', '1000'],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expectAllIn(target, holdings);
  });

  it('76: can be repeated: what changed there is changed here, what was ended here stays so', async () => {
    const { project, holdings } = seededProject();
    const target = await here();
    const import_ = ['importdjango', project.file, '--accept-loss'];
    expect(await target.manage(...import_)).toMatchObject({ exitCode: 0 });
    const again = await target.manage(...import_);
    expect(again.stdout).toMatch(/^users +0 +0 +12 +0 +0$/m);
    expect(again.stdout).toMatch(/^authtoken +0 +0 +12 +0 +0$/m);

    const { origin, dependencies } = await serve(target);
    const { database, users } = dependencies;
    // Here: one logs out everywhere, one is deleted, one loses a token, one password is written anew.
    for (const name of ['md5', 'bcrypt']) {
      const user = await users.findByUsername(name);
      if (user !== undefined) await users.endCredentials(user.id, OPERATOR);
    }
    await database.run("DELETE FROM users WHERE username = 'sha1'");
    await database.run('DELETE FROM tokens WHERE user_id = ?', holdings.unsalted_md5?.id ?? 0);
    const argon2 = { username: 'argon2', password: PASSWORD };
    expect((await post(origin, '/api/token/', argon2)).status).toBe(200);
    const upgraded = (await users.findWithPassword('argon2'))?.encodedPassword;
    expect(upgraded).toMatch(/^bcrypt_sha256/);
    // There: passwords change, a token is given back, one is new, one is shut out, one is gone.
    const changes = JSON.parse(
      project.run(`
import json
from django.contrib.auth.models import User
from django.contrib.auth.hashers import make_password
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.tokens import RefreshToken
for name in ['pbkdf2_sha256', 'bcrypt']:
    User.objects.filter(username=name).update(password=make_password('new', hasher='pbkdf2_sha1'))
User.objects.filter(username='argon2').update(email='new@example.com')
User.objects.filter(username='admin').update(is_active=False)
User.objects.filter(username='pbkdf2_sha1').delete()
Token.objects.filter(user__username='bcrypt_sha256').delete()
token = Token.objects.create(user=User.objects.get(username='bcrypt_sha256'))
RefreshToken('${holdings.argon2?.refresh}').blacklist()
new = User.objects.create(username='new', password=make_password('new', hasher='pbkdf2_sha1'))
print(json.dumps([token.key, new.pk]))`),
    ) as [string, number];

    const third = await target.manage(...import_);
    expect(third.exitCode).toBe(1);
    expect(third.stderr).toContain('--map-existing');
    const fourth = await target.manage(...import_, '--map-existing');
    expect(fourth).toMatchObject({ exitCode: 0, stderr: '' });
    expect(fourth.stdout).toMatch(/^users +1 +3 +7 +1 +1$/m);
    expect(fourth.stdout).toContain('Changed there and here, and left as here: bcrypt\n');

    const logIn = async (username: string, password: string) =>
      (await post(origin, '/api/token/', { username, password })).status;
    expect(await logIn('new', 'new')).toBe(200);
    expect(await users.findByUsername('new')).toMatchObject({ id: changes[1] });
    // Made here with the id that is now another's: a new id, and the same password.
    expect(await logIn('root', 'toor')).toBe(200);
    expect(await logIn('pbkdf2_sha256', 'new')).toBe(200);
    expect(await logIn('pbkdf2_sha256', PASSWORD)).toBe(401);
    expect(await logIn('bcrypt', PASSWORD)).toBe(200);
    expect(await logIn('admin', PASSWORD)).toBe(401);
    expect(await logIn('pbkdf2_sha1', PASSWORD)).toBe(401);
    expect(await users.findWithPassword('argon2')).toMatchObject({
      encodedPassword: upgraded,
      user: { email: 'new@example.com' },
    });
    expect(await users.findByUsername('sha1')).toBeUndefined();
    expect(await home(origin, `Token ${holdings.bcrypt_sha256?.token}`)).toBe(401);
    expect(await home(origin, `Token ${changes[0]}`)).toBe(200);
    for (const key of [holdings.unsalted_md5?.token, holdings.md5?.token, holdings.md5?.knox]) {
      expect(await home(origin, `Token ${key}`)).toBe(401);
    }
    const refused = await post(origin, '/api/token/refresh/', holdings.argon2 ?? {});
    expect(await refused.json()).toMatchObject({ detail: 'Token is blacklisted' });
  });

  it('76: lets who was made here before give way, where it is told to', async () => {
    const { project, holdings } = seededProject();
    const target = await here();
    const { dependencies, addUser } = await serve(target);
    await addUser('admin', 'another', { isSuperuser: true });
    const refused = await target.manage('importdjango', project.file, '--accept-loss');
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: '\nNothing was changed; pass --map-existing to go on.\n',
    });
    expect(refused.stdout).toMatch(/^1 +root +gets another id/m);
    expect(refused.stdout).toMatch(/^2 +admin +gives way/m);
    expect(await dependencies.users.findById(2)).toMatchObject({ username: 'admin' });
    const mapped = await target.manage(
      ...['importdjango', project.file, '--accept-loss', '--map-existing'],
    );
    expect(mapped).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await dependencies.users.findByUsername('admin')).toMatchObject({
      id: holdings.admin?.id,
      email: 'admin@example.com',
    });
    const root = await dependencies.users.findWithPassword('root');
    expect(root?.user.id).toBeGreaterThan(holdings.deleted?.id ?? NaN);
    expect(await dependencies.hasher.verify('toor', root?.encodedPassword)).toBe(true);
  });
});
