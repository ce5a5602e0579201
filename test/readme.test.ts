import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { schemeSites } from '../src/site/schemes.ts';
import { settingNames } from '../src/server/load-config.ts';
import { describeCurl } from './support/curl.ts';
import { startServer } from './support/server.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

/** Each curl command of a text with the JSON that the text says it answers. */
function examplesIn(text: string): { command: string; answer: string }[] {
  const blocks = /```sh\n(curl .*)\n```\n```json\n(.*)\n```/g;
  return [...text.matchAll(blocks)].map(([, command = '', answer = '']) => ({ command, answer }));
}

describeCurl('the README', () => {
  it('shows curl commands that answer what it says they do', async () => {
    const server = await startServer();
    const values = new Map<string, string>();
    for (const site of schemeSites) {
      // What the reader copies from the browser.
      const { Cookie = '' } = await site.obtain(server.origin, 'root', 'toor');
      const [, sessionid] = /sessionid=([^;]+)/.exec(Cookie) ?? [];
      if (sessionid !== undefined) values.set('SESSIONID', sessionid);
    }
    const fill = (text: string): string =>
      text.replaceAll(/<([A-Z]+)>/g, (_, name: string) => values.get(name) ?? `no ${name}`);

    const examples = examplesIn(README);
    expect(examples).toHaveLength(7);
    for (const { command, answer } of examples) {
      const line = fill(command).replace('curl ', 'curl -s ');
      const local = line.replace('http://127.0.0.1:8000', server.origin);
      const { stdout } = await promisify(execFile)('sh', ['-c', local]);
      const body = JSON.parse(stdout) as Record<string, string>;
      for (const [key, value] of Object.entries(body)) values.set(key.toUpperCase(), value);
      expect(JSON.parse(fill(answer))).toEqual(body);
    }
  });
});

/** What the tutorial's comparison has of a scheme, in the row of this head. */
function cellOf(head: string, scheme: string): string {
  const tutorial = readFileSync(join(PROJECT, 'docs/tutorial.md'), 'utf8');
  const rows = tutorial.split('\n').map((line) => line.split(' | '));
  const names = rows.find(([first, name]) => first === '|' && name === 'Basic') ?? [];
  const column = names.findIndex((name) => name.replace(' |', '').toLowerCase() === scheme);
  return rows.find(([first]) => first === `| ${head}`)?.[column]?.replace(' |', '') ?? '';
}

describe('the documents', () => {
  const documents = [
    'README.md',
    ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`),
    ...readdirSync(join(PROJECT, 'src/auth'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/auth/${name}/README.md`),
  ].filter((path) => path.endsWith('.md'));

  it.each(documents)('%s links to files that exist', (path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (/^https?:/.test(target)) continue;
      expect(existsSync(join(PROJECT, dirname(path), target)), target).toBe(true);
    }
  });

  it.each(documents)('%s names files that exist', (path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    const folders = [
      '',
      ...readdirSync(join(PROJECT, 'tutorial')).map((step) => `tutorial/${step}`),
    ];
    const named =
      /(?<=`|^)(?:src|test|bench|scripts|deploy|docs|labs|tutorial|examples)\/[\w./-]*(?=`| {2})/gm;
    for (const [file] of text.matchAll(named)) {
      expect(
        folders.some((folder) => existsSync(join(PROJECT, folder, file))),
        file,
      ).toBe(true);
    }
  });

  it.each(schemeSites)('lists all files of $name', ({ name }) => {
    const folder = join(PROJECT, 'src/auth', name);
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.tsx?$/.test(path),
    );
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
  });

  it.each(documents)('%s names npm scripts that exist', (path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name = ''] of text.matchAll(/npm run ([a-z:]+)/g)) {
      expect(Object.keys(scripts)).toContain(name);
    }
  });

  it.each(documents)('%s sends single-page apps to the cookie, as the others do', (path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    const advice = text.split(/\n\n|\n(?=\|)/).filter((each) => each.includes('single-page'));
    for (const paragraph of advice) expect(paragraph).toContain('cookie');
  });

  it.each(schemeSites)('say of $name what a request by it costs and sends', async (site) => {
    const server = await startServer({ NODE_ENV: 'development' });
    const headers = await site.obtain(server.origin, 'root', 'toor');
    // A password that is not remembered yet costs more, and the documents say so.
    await fetch(`${server.origin}/home/`, { headers });
    const answer = await fetch(`${server.origin}/home/`, { headers });
    const timing = answer.headers.get('server-timing') ?? '';
    const statements = Number(/sql;dur=[\d.]+;desc="(\d+)x"/.exec(timing)?.[1]);
    expect(statements).toBe(1);
    const lesson = readFileSync(join(PROJECT, `src/auth/${site.name}/README.md`), 'utf8');
    expect(lesson.replaceAll('\n', ' ')).toContain('one SQL statement');

    // Where it is not the same for a step of the tutorial, main comes last.
    const cost = cellOf('a request costs the server', site.name);
    expect(Number(/(\d+)(?: statement)?$/.exec(cost)?.[1])).toBe(statements);
    const size = /\d+/.exec(cellOf('credential on the wire', site.name))?.[0];
    if (size === undefined) return;
    const { Authorization = '', Cookie = '' } = headers;
    const [sent = ''] = /(?<=^\w+ ).*/.exec(Authorization) ?? Cookie.split('; ');
    expect(sent.length).toBeGreaterThan(Number(size) * 0.6);
    expect(sent.length).toBeLessThan(Number(size) * 1.6);
  });

  it('README.md names every setting', () => {
    for (const name of settingNames) expect(README).toContain(`\`${name}\``);
  });
});
