import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { prepareDeployment } from '../../support/deployment.ts';
import { startProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { CLAIMS } from './forge.ts';
import { obtainPair } from './pair.ts';
import { signedBy, signers } from './signer.ts';

const PROGRAM = fileURLToPath(
  new URL('../../../examples/verify-elsewhere/server.ts', import.meta.url),
);

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

async function present(origin: string, token?: string): Promise<Answer> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const answer = await fetch(origin, { headers });
  const challenge = answer.headers.get('www-authenticate');
  return { status: answer.status, challenge, body: await answer.json() };
}

it('another service checks tokens by what is published, with no secret and no database', async () => {
  const { start } = await prepareDeployment({ NODE_ENV: 'test' });
  const issuer = await start({ JWT_ALGORITHM: 'ES256' });
  const settings = { ISSUER: issuer.origin, PATH: process.env.PATH ?? '' };
  const elsewhere = await startProcess(settings, temporaryFolder(), PROGRAM).listening;
  const { access, refresh } = await obtainPair(issuer.origin);
  expect(await present(elsewhere, access)).toEqual({
    status: 200,
    challenge: null,
    body: { message: 'Hello from elsewhere!', user_id: '1' },
  });
  const fresh = { ...CLAIMS, exp: Math.floor(Date.now() / 1000) + 60 };
  for (const token of [
    ...[undefined, refresh, `${access}A`, access.slice(0, -2)],
    ...signers.map((each) => signedBy(each, each.header, fresh)),
  ]) {
    expect(await present(elsewhere, token)).toMatchObject({ status: 401, challenge: 'Bearer' });
  }

  // What is remembered counts while the issuer is away; without it nobody can tell.
  issuer.child.kill('SIGKILL');
  await issuer.ended;
  expect((await present(elsewhere, access)).status).toBe(200);
  const later = await startProcess(settings, temporaryFolder(), PROGRAM).listening;
  expect((await present(later, access)).status).toBe(503);
});
