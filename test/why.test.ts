import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const DOCUMENT = new URL('../docs/why.md', import.meta.url);

/** The columns of each row: what hurts, where it is reported, what happens here, what tests it. */
const rows = readFileSync(DOCUMENT, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what hurts'))
  .map((line) => line.slice(2, -2).split(' | '));

describe('docs/why.md', () => {
  it.each(rows)('%s', (...[, report = '', here = '', tested = '']) => {
    const link = /^\[([\w.-]+\/[\w.-]+)#(\d+)\]\((.*)\)$/.exec(report);
    const [, repository = '', number = '', address = ''] = link ?? [];
    const root = `https://github.com/${repository}`;
    expect([`${root}/issues/${number}`, `${root}/pull/${number}`]).toContain(address);
    expect(here).not.toBe('');
    const [, name = '', path = '', title = ''] = /^\[(.*)\]\((.*)\): `(.*)`$/.exec(tested) ?? [];
    expect(path).toBe(`../${name}`);
    const text = readFileSync(new URL(path, DOCUMENT), 'utf8');
    // The formatter parts long ones.
    expect(text.replaceAll(/\(\s+/g, '(')).toContain(`('${title}',`);
  });

  it('names no test for two rows', () => {
    const tests = rows.map(([, , , tested]) => tested);
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(tests).size).toBe(tests.length);
  });
});
