import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Outcome } from '../scripts/attack/attack.ts';
import { attacks } from '../scripts/attack/attacks.ts';
import { layOutStep, startStep } from '../scripts/attack/servers.ts';
import { Target } from '../scripts/attack/target.ts';

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

/** How all attacks end on step 0.5 with some patches. */
async function outcomesWith(...patches: string[]): Promise<Record<string, Outcome>> {
  const folder = join(root, patches.join() || 'as it is');
  mkdirSync(folder);
  layOutStep('0.5', folder);
  for (const patch of patches) {
    execFileSync('git', ['apply', '-p1', resolve('labs', patch)], { cwd: folder });
  }
  const stop = new AbortController();
  const { origin, program } = await startStep('0.5', folder, stop.signal);
  const outcomes: Record<string, Outcome> = {};
  for (const attack of attacks) outcomes[attack.name] = await attack.play(new Target(origin));
  await program.stop();
  return outcomes;
}

let before: Record<string, Outcome>;
beforeAll(async () => {
  before = await outcomesWith();
}, 120_000);

it('every patch of labs/ is tried', () => {
  expect(readdirSync('labs')).toEqual(Object.keys(LABS));
});

it.each(Object.entries(LABS))(
  'labs/%s changes how one attack ends',
  { timeout: 120_000 },
  async (patch, [attack, outcome]) => {
    expect(before[attack]).not.toBe(outcome);
    expect(await outcomesWith(patch)).toEqual({ ...before, [attack]: outcome });
  },
);
