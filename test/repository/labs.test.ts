import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Outcome } from '../../scripts/attack/attack.ts';
import { attacks } from '../../scripts/attack/attacks.ts';
import { layOutStep } from '../../scripts/attack/servers.ts';
import { Target, USER } from '../../scripts/attack/target.ts';

/** What each patch of labs/ does to step 0.5: the one attack that ends otherwise with it. */
const LABS: Readonly<Record<string, readonly [attack: string, outcome: Outcome]>> = {
  '01.patch': ['colon', 'falls'],
  '02.patch': ['after-logout', 'falls'],
  '03.patch': ['forgery', 'falls'],
  '04.patch': ['password-in-address', 'falls'],
  '05.patch': ['wrong-type', 'falls'],
  '06.patch': ['unsigned', 'falls'],
  '07.patch': ['long-list', 'falls'],
  '08.patch': ['echo', 'falls'],
  '09.patch': ['two-headers', 'holds'],
  '10.patch': ['planted-cookie', 'holds'],
  '11.patch': ['kept-answer', 'holds'],
  '12.patch': ['clickjacking', 'holds'],
};

const root = mkdtempSync(join(tmpdir(), 'expressauth101-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Step 0.5 with some patches, in a folder of its own. */
function layOutLab(...patches: string[]): string {
  const folder = join(root, patches.join() || 'as it is');
  mkdirSync(folder);
  layOutStep('0.5', folder);
  for (const patch of patches) {
    execFileSync('git', ['apply', '-p1', resolve('labs', patch)], { cwd: folder });
  }
  return folder;
}

/** How all attacks end on the step in a folder. One process serves all labs, one after the other. */
async function outcomesOf(folder: string): Promise<Record<string, Outcome>> {
  const { app } = (await import(join(folder, 'src/app.ts'))) as { app: RequestListener };
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outcomes: Record<string, Outcome> = {};
  for (const attack of attacks) {
    outcomes[attack.name] = await attack.play(new Target(`http://127.0.0.1:${port}`));
  }
  server.close();
  server.closeAllConnections();
  return outcomes;
}

let before: Record<string, Outcome>;
beforeAll(async () => {
  vi.stubEnv('DATABASE_FILE', join(root, 'db.sqlite3'));
  vi.stubEnv('BCRYPT_COST', '4');
  // Where step 0.5 puts the stack of what falls.
  vi.spyOn(console, 'error').mockReturnValue();
  const folder = layOutLab();
  const { createUser } = (await import(join(folder, 'src/users.ts'))) as {
    createUser: (username: string, password: string) => Promise<void>;
  };
  await createUser(USER.username, USER.password);
  before = await outcomesOf(folder);
}, 120_000);

it('every patch of labs/ is tried', () => {
  expect(readdirSync('labs')).toEqual(Object.keys(LABS));
});

it.each(Object.entries(LABS))(
  'labs/%s changes how one attack ends',
  { timeout: 120_000 },
  async (patch, [attack, outcome]) => {
    expect(before[attack]).not.toBe(outcome);
    expect(await outcomesOf(layOutLab(patch))).toEqual({ ...before, [attack]: outcome });
  },
);
