import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { differences } from './differences/index.ts';
import { SIGNING_KEY } from './groups.ts';
import { judge } from './judge.ts';
import { forgeTokens } from './placeholders.ts';
import { recordedExchanges } from './recorded.ts';

const PROJECT = new URL('../../', import.meta.url);

/** The rows of docs/differences.md: a name, and who shows the difference. */
const rows = [
  ...readFileSync(new URL('docs/differences.md', PROJECT), 'utf8').matchAll(
    /^\| `([\w-]+)` \|.*\| (?:`([\w./-]+)`|(oracle)) \|$/gm,
  ),
].map(([, id = '', test = 'oracle']) => ({ id, test }));

it('each difference that the oracle knows has a row, and each such row a difference', () => {
  const ofOracle = rows.filter(({ test }) => test === 'oracle').map(({ id }) => id);
  expect(ofOracle.sort()).toEqual(differences.map(({ id }) => id).sort());
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

it('each other row names a test that there is', () => {
  const tests = new Set(rows.map(({ test }) => test).filter((test) => test !== 'oracle'));
  expect(tests.size).toBeGreaterThan(0);
  for (const test of tests) expect(test).toMatch(/^test\/.*\.test\.ts$/);
  expect([...tests].filter((test) => !existsSync(new URL(test, PROJECT)))).toEqual([]);
});

it('no row is left out because it is written in another way', () => {
  const lines = readFileSync(new URL('docs/differences.md', PROJECT), 'utf8').split('\n');
  expect(rows.length).toBe(lines.filter((line) => line.startsWith('| `')).length);
});

it('what sets apart one Django from another is in the recording', async () => {
  const met = new Set<string>();
  for (const recorded of recordedExchanges) {
    const { response, today } = recorded;
    if (today === undefined) continue;
    const exchange = forgeTokens(recorded, { key: SIGNING_KEY, now: 0 });
    for (const id of (await judge(exchange, response, today)).differences) met.add(id);
    for (const id of (await judge(exchange, today, response)).differences) met.add(id);
  }
  const ofOne = differences.filter(({ of }) => of !== undefined).map(({ id }) => id);
  expect(ofOne.filter((id) => !met.has(id))).toEqual([]);
});

it('what neither equals Django’s answer nor is listed is told apart from what is', async () => {
  const exchange = {
    id: 'made up',
    scheme: 'basic',
    request: { method: 'GET', path: '/home/', headers: [] },
  };
  const theirs = { status: 401, challenge: ['Basic realm="api"'], body: { detail: 'No.' } };
  const ours = { ...theirs, challenge: ['Basic realm="api", charset="UTF-8"'] };
  expect((await judge(exchange, theirs, theirs)).verdict).toBe('equal');
  expect(await judge(exchange, theirs, ours)).toMatchObject({
    verdict: 'listed',
    differences: ['basic-challenge'],
  });
  for (const other of [{ status: 403 }, { body: { detail: 'Yes.' } }, { challenge: [] }]) {
    expect((await judge(exchange, theirs, { ...ours, ...other })).verdict).toBe('neither');
  }
});
