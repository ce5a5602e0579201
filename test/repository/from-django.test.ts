import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadConfig, settingNames } from '../../src/server/load-config.ts';
import { readEnv } from '../../src/setting/env-file.ts';
import { describeWithDjango, djangoProject } from '../support/django.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { runManage } from '../support/manage.ts';
import { startProcess } from '../support/process.ts';
import { SECRET_KEY } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DJANGO_KEY = 'the #1 key of a Django, which $both servers sign with';
const DOCUMENT = readFileSync(new URL('../../docs/from-django.md', import.meta.url), 'utf8');

/** What comes back from whichever server is asked. */
interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** Sends requests by one scheme until it is told to stop, each to the next server in turn. */
async function keepAsking(
  servers: () => readonly string[],
  isOver: () => boolean,
  ask: (origin: string) => Promise<Response>,
  refusals: string[],
): Promise<number> {
  let count = 0;
  while (!isOver()) {
    const all = servers();
    const origin = all[count++ % all.length] ?? '';
    const response = await ask(origin);
    if (response.status !== 200) refusals.push(`${origin}: ${await response.text()}`);
    await setTimeout(10);
  }
  return count;
}

describeWithDjango('docs/from-django.md', () => {
  it('prints the settings of a Django as this server reads them', () => {
    const [, code = ''] = /manage\.py shell -c "\n([\s\S]*?)\n"\n```/.exec(DOCUMENT) ?? [];
    const printed = djangoProject({ secretKey: DJANGO_KEY }).run(code.replaceAll('\\"', '"'));
    const file = readEnv(Buffer.from(printed), settingNames);
    expect(file).toMatchObject({ JWT_SIGNING_KEY: DJANGO_KEY, JWT_ROTATE_REFRESH: 'false' });
    expect(file).toMatchObject({ JWT_HEADER_TYPES: 'Bearer' });
    const config = loadConfig({ environment: { SECRET_KEY }, file, developmentKey: () => '' });
    expect(config).toMatchObject({ ALLOWED_HOSTS: ['*'] });
  });

  it('has a plan by which clients of each scheme are refused at no time', async () => {
    const project = djangoProject({ secretKey: DJANGO_KEY });
    const add = (name: string): string =>
      project.run(`
from django.contrib.auth.models import User
from django.contrib.auth.hashers import get_hasher
get_hasher('default').iterations = 1000
from rest_framework.authtoken.models import Token
print(Token.objects.create(user=User.objects.create_user('${name}', password='pässwörd')))`);
    const token = add('walter').trim();
    const django = await project.serve();
    const basic = Buffer.from('walter:pässwörd').toString('base64');
    const settings = {
      ...{ NODE_ENV: 'test', DATABASE_URL: await freshDatabase(), SECRET_KEY, BCRYPT_COST: '4' },
      ...{ JWT_SIGNING_KEY: DJANGO_KEY, JWT_ROTATE_REFRESH: 'false' },
    };
    const importAgain = async (): Promise<void> => {
      const command = ['importdjango', project.file, '--accept-loss'];
      const { exitCode, stderr } = await runManage(command, temporaryFolder(), settings);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    };

    let servers: readonly string[] = [django];
    let isOver = false;
    const refusals: string[] = [];
    const home = (authorization: () => string) => (origin: string) =>
      fetch(`${origin}/home/`, { headers: { Authorization: authorization() } });
    const post = (origin: string, path: string, fields: object): Promise<Response> =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(fields),
      });
    const logIn = { username: 'walter', password: 'pässwörd' };
    const issued = (await (await post(django, '/api/token/', logIn)).json()) as Tokens;
    let { access } = issued;
    const clients = [
      home(() => `Basic ${basic}`),
      home(() => `Token ${token}`),
      home(() => `Bearer ${access}`),
      async (origin: string) => {
        const response = await post(origin, '/api/token/refresh/', issued);
        if (response.ok) ({ access } = (await response.clone().json()) as Tokens);
        return response;
      },
      (origin: string) => post(origin, '/api/token/', logIn),
    ].map((ask) =>
      keepAsking(
        () => servers,
        () => isOver,
        ask,
        refusals,
      ),
    );

    await importAgain();
    const here = await startProcess(settings, temporaryFolder()).listening;
    servers = [django, here];
    // Somebody new, there, while both serve.
    const another = add('skyler').trim();
    await importAgain();
    for (const origin of servers) {
      expect((await home(() => `Token ${another}`)(origin)).status).toBe(200);
    }
    servers = [here];
    await importAgain();
    await setTimeout(500);
    isOver = true;
    const counts = await Promise.all(clients);
    expect(refusals).toEqual([]);
    for (const count of counts) expect(count).toBeGreaterThan(20);
  });
});
