import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { attacks } from '../../scripts/attack/attacks.ts';
import { readLoopback } from '../../scripts/attack/loopback.ts';
import { readRows } from '../support/rows.ts';
import { startServer } from '../support/server.ts';

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

const TUTORIAL = readFileSync('docs/tutorial.md', 'utf8');

const SLOW = { timeout: 600_000 };

/** What `npm run attack --` prints; the command's own words where it fails. */
function attack(...parameters: string[]): Promise<Output> {
  const all = ['--import', './scripts/sources.js', 'scripts/attack.ts', ...parameters];
  return promisify(execFile)(process.execPath, all).catch((error: unknown) => error as Output);
}

it('npm run attack shows what docs/tutorial.md says that it shows', SLOW, async () => {
  for (const output of [await attack(), await attack('--usual')]) {
    const shown = stripVTControlCharacters(output.stdout);
    expect(TUTORIAL).toContain(`\`\`\`text\n${shown}\`\`\`\n`);
  }
});

it('npm run attack can be pointed at a server on loopback, and at no other', SLOW, async () => {
  const server = await startServer();
  const { stdout } = await attack('colon', '--json', '--url', server.origin);
  expect(JSON.parse(stdout)).toEqual([{ name: server.origin, outcomes: { colon: 'holds' } }]);
  const { stderr } = await attack('--url', 'http://192.0.2.1:8000');
  expect(stderr).toContain('Only a server on loopback');
  for (const url of ['http://192.0.2.1:8000', 'https://127.0.0.1:1', 'ftp://x', 'x']) {
    expect(() => readLoopback(url)).toThrow('Only a server on loopback');
  }
});

it('each attack names a row of docs/security.md', () => {
  const rows = readRows(readFileSync('docs/security.md', 'utf8')).map(({ number }) => number);
  const named = attacks.flatMap(({ row }) => row ?? []);
  expect(rows).toEqual(expect.arrayContaining(named));
});

it('what falls of 0.5 is a row of the last chapter, and the other way round', () => {
  const table = TUTORIAL.slice(TUTORIAL.indexOf('| what happens |'), TUTORIAL.indexOf('### Play'));
  const lastCells = table.split('\n').map((line) => line.split(' | ').at(-1) ?? '');
  const played = lastCells.flatMap((cell) => cell.match(/(?<=`)[a-z]+(?:-[a-z]+)*(?=`)/g) ?? []);
  // After the name, a column for each step and one for main.
  const fallen = TUTORIAL.matchAll(/^([a-z-]+) +(?:[–A-Za-z]+ +){4}FALLS +holds /gm);
  expect([...played].sort()).toEqual([...fallen].map(([, name]) => name).sort());
  expect(played.length).toBeGreaterThan(5);
});
