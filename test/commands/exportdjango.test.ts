import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OPERATOR } from '../../src/users/authority.ts';
import { describeWithDjango, djangoProject } from '../support/django.ts';
import { runManage } from '../support/manage.ts';
import { SECRET_KEY, START, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PASSWORD = 'pässwörd';

interface Pair {
  readonly refresh: string;
  readonly access: string;
}

async function post<Answer>(origin: string, path: string, fields: object): Promise<Answer> {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

async function exportFrom(
  server: TestServer,
  ...options: string[]
): Promise<{ file: string; exitCode: number; stdout: string; stderr: string }> {
  const [folder, file] = [temporaryFolder(), join(temporaryFolder(), 'users.json')];
  const settings = { NODE_ENV: 'test', DATABASE_URL: server.databaseUrl, SECRET_KEY };
  const ending = await runManage(['exportdjango', file, ...options], folder, settings);
  return { file, ...ending };
}

/** A server at the present time: Django's clock is the machine's. */
async function startNow(settings: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ JWT_ROTATION_GRACE: '0', ...settings });
  server.advance(Date.now() - START);
  return server;
}

describeWithDjango('exportdjango', () => {
  it('77: gives a fresh Django users with their passwords and tokens, and what is dead stays so', async () => {
    const server = await startNow();
    const { origin, addUser, dependencies } = server;
    const names = ['walterwhité', 'loggedout', 'inactive'];
    for (const name of names) {
      await addUser(name, PASSWORD, {
        email: `${name}@example.com`,
        isActive: name !== 'inactive',
      });
    }
    const logIn = { username: 'walterwhité', password: PASSWORD };
    const good = await post<Pair>(origin, '/api/token/', logIn);
    const first = await post<Pair>(origin, '/api/token/', logIn);
    const second = await post<Pair>(origin, '/api/token/refresh/', first);
    const third = await post<Pair>(origin, '/api/token/refresh/', second);
    const revoked = await post<Pair>(origin, '/api/token/', logIn);
    await post(origin, '/api/token/blacklist/', revoked);
    const ended = await post<Pair>(origin, '/api/token/', { ...logIn, username: 'loggedout' });
    const token = await post<{ token: string }>(origin, '/api-token-auth/', logIn);
    const old = await post<{ token: string }>(origin, '/api-token-auth/', {
      ...{ ...logIn, username: 'loggedout' },
    });
    const loggedOut = await dependencies.users.findByUsername('loggedout');
    await dependencies.users.endCredentials(loggedOut?.id ?? 0, OPERATOR);

    const { file, exitCode, stdout, stderr } = await exportFrom(server);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^auth\.user +4$/m);
    expect(stdout).toMatch(/^authtoken\.token +1$/m);
    expect(stdout).toMatch(/^token_blacklist\.blacklistedtoken +4$/m);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const project = djangoProject({ secretKey: SECRET_KEY });
    project.manage('loaddata', file);
    const said = project.run(`
import json
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken
def is_good(token):
    try:
        RefreshToken(token)
        return True
    except TokenError as error:
        assert 'blacklisted' in str(error), error
        return False
print(json.dumps({
    'passwords': [user.check_password('${PASSWORD}') and not user.check_password('x')
                  for user in User.objects.exclude(username='root')],
    'root': User.objects.get(username='root').check_password('toor'),
    'flags': list(User.objects.order_by('id').values_list('is_active', 'is_superuser', 'is_staff')),
    'emails': list(User.objects.order_by('id').values_list('email', flat=True)),
    'tokens': [[token.key, token.user.username] for token in Token.objects.all()],
    'good': [is_good(token) for token in ${JSON.stringify([good, third].map(({ refresh }) => refresh))}],
    'dead': [is_good(token) for token in ${JSON.stringify(
      [first, second, revoked, ended].map(({ refresh }) => refresh),
    )}],
}))`);
    expect(JSON.parse(said)).toEqual({
      passwords: [true, true, true],
      root: true,
      flags: [
        [true, true, true],
        [true, false, false],
        [true, false, false],
        [false, false, false],
      ],
      emails: ['', ...names.map((name) => `${name}@example.com`)],
      tokens: [[token.token, 'walterwhité']],
      good: [true, true],
      dead: [false, false, false, false],
    });
    expect(readFileSync(file, 'utf8')).not.toContain(old.token);
  });

  it('77: gives a Django without bcrypt passwords that it reads, to users of another model', async () => {
    const server = await startNow({ PASSWORD_FORMAT: 'pbkdf2_sha256' });
    await server.addUser('ada@example.com', PASSWORD);
    const { file } = await exportFrom(
      server,
      ...['--user-model', 'accounts.User', '--username-field', 'email'],
    );
    const project = djangoProject({ secretKey: SECRET_KEY, userModel: 'accounts.User' });
    project.manage('loaddata', '--ignorenonexistent', file);
    const said = project.run(`
import sys
sys.modules['bcrypt'] = None
from django.contrib.auth import authenticate
print(authenticate(username='ada@example.com', password='${PASSWORD}').email)`);
    expect(said).toBe('ada@example.com\n');
  });

  it('77: overwrites no file, and leaves none that is not whole', async () => {
    const server = await startNow();
    const { file } = await exportFrom(server);
    const content = readFileSync(file, 'utf8');
    const settings = { NODE_ENV: 'test', DATABASE_URL: server.databaseUrl, SECRET_KEY };
    const again = await runManage(['exportdjango', file], temporaryFolder(), settings);
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toBe(`FILE: ${file} exists already; name another one.\n`);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});
