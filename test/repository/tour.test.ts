import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import type { Expectation, Tour } from '../../src/site/demo/guided-tour.ts';
import { curlCommand } from '../../src/site/demo/tour/command.ts';
import { TerminalGuide } from '../../scripts/tour/guide.ts';
import { leadTours, summary } from '../../scripts/tour/lead.ts';
import { wrap } from '../../src/site/demo/tour/wrap.ts';

const LINE = ['--import', './scripts/sources.js', 'scripts/tour.ts'];

describe('npm run tour', () => {
  it('shows every scheme at work, in 80 columns, and leaves nothing behind', async () => {
    const { folder, env } = emptyTemporaryFolder();
    // A reader's own settings are none of the tour's.
    const settings = { PORT: '1', AUTH_SCHEMES: 'nonsense', DATABASE_URL: 'nowhere' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, LINE, {
      env: { ...env, ...settings },
    });

    expect(stderr).toBe('');
    for (const { tour } of schemeSites) expect(stdout).toContain(`\n${tour.title}\n`);
    expect(widestOf(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('✗');
    const [, count] = /(\d+) requests, all answers as expected\n$/.exec(stdout) ?? [];
    expect(stdout.match(/^✓ HTTP/gm)).toHaveLength(Number(count));
    expect(stdout).toContain(`\n${schemeSites.length} schemes, ${Number(count)} requests, `);
    expect(commandsIn(stdout)).toHaveLength(Number(count));
    expect(leftIn(folder)).toEqual([]);
  });

  it('--keep serves until Ctrl-C, at the address that the commands name', async () => {
    const { folder, env } = emptyTemporaryFolder();
    const child = spawn(process.execPath, [...LINE, '--keep'], { env });
    onTestFinished(() => void child.kill('SIGTERM'));
    let stdout = '';
    child.stdout.setEncoding('utf8');
    for await (const chunk of child.stdout) {
      stdout += String(chunk);
      if (stdout.includes('Ctrl-C')) break;
    }
    const [, origin = ''] = /^The server stays up.*(http:\S+)$/m.exec(stdout) ?? [];
    expect(stdout).toContain(`curl -u root:toor ${origin}/home/\n`);
    expect(widestOf(stdout)).toBeLessThanOrEqual(80);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);

    child.kill('SIGINT');
    // npm passes on the signal that the terminal has sent already.
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    expect(leftIn(folder)).toEqual([]);
  });

  it('stopped halfway, takes the server and the folder with it', async () => {
    const { folder, env } = emptyTemporaryFolder();
    const child = spawn(process.execPath, LINE, { env });
    onTestFinished(() => void child.kill('SIGTERM'));
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    expect(String(chunk)).toContain('Starting');

    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    expect(leftIn(folder)).toEqual([]);
  });

  it('--help says what it does', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...LINE, '--help']);
    expect(stdout).toContain('--keep');
  });
});

describe('the guide', () => {
  const right: Expectation = { status: 200, body: { user: 'root', list: [{ a: 1 }] } };

  it('takes what is expected', async () => {
    const { wrong, shown } = await leadOne(right);
    expect(wrong).toBe(0);
    expect(shown).toContain('✓ HTTP/1.1 200 OK');
    expect(shown).toContain('1 scheme, 1 request, all answers as expected');
  });

  it.each<[string, Expectation, string]>([
    ['status', { ...right, status: 201 }, '! expected status 201'],
    ['field', { status: 200, body: { user: 'eve' } }, "! expected user to be 'eve', got 'root'"],
    [
      'value deep inside',
      { status: 200, body: { list: [{ a: 2 }] } },
      '! expected list to be [ { a: 2 } ], got [ { a: 1 } ]',
    ],
    [
      'missing field',
      { status: 200, body: { code: 'x' } },
      "! expected code to be 'x', got undefined",
    ],
  ])('finds a wrong %s', async (_name, expected, problem) => {
    const { wrong, shown } = await leadOne(expected);
    expect(wrong).toBe(1);
    expect(shown).toContain('✗ HTTP/1.1 200 OK');
    expect(shown).toContain(problem);
    expect(shown).toContain('1 answer not as expected');
  });

  /** Leads a tour of one request, whose answer is `right`. */
  async function leadOne(expected: Expectation): Promise<{ wrong: number; shown: string }> {
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(right.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const lines: string[] = [];
    const print = (text: string): void => void lines.push(text);
    const guide = new TerminalGuide({
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      username: 'root',
      password: 'toor',
      print,
      signal: new AbortController().signal,
    });
    const tour: Tour = {
      title: 'A tour',
      lead: async ({ curl }) => {
        await curl({ path: '/' }, expected);
      },
    };
    await leadTours([tour], guide, print);
    print(summary([tour], guide));
    return { wrong: guide.wrong, shown: lines.join('\n') };
  }
});

describe('a printed command', () => {
  const origin = 'http://127.0.0.1:8000';
  const long = 'x1_-.'.repeat(60);

  it('reads as in the tutorial', () => {
    const home = `${origin}/home/`;
    expect(curlCommand(origin, { path: '/home/', user: 'root:toor' })).toBe(
      `curl -u root:toor ${home}`,
    );
    expect(curlCommand(origin, { path: '/home/', form: { a: 'b', c: 'd' } })).toBe(
      `curl -X POST ${home} -d "a=b&c=d"`,
    );
    expect(curlCommand(origin, { path: '/home/', headers: { Authorization: 'Token 0' } })).toBe(
      `curl ${home} -H 'Authorization: Token 0'`,
    );
    expect(curlCommand(origin, { path: '/home/', cookies: { sessionid: '0' } })).toBe(
      `curl ${home} -b 'sessionid=0'`,
    );
  });

  it('means the same to a shell, however it is laid out', () => {
    const command = curlCommand(origin, {
      path: '/home/?a=1&b=2',
      user: "root:it's $HOME",
      form: { text: `"$(reboot)" \`!\` \\ ' ${long}` },
      headers: { Authorization: `Bearer ${long}`, 'X-Short': `'"$!\\` },
      cookies: { sessionid: long, csrftoken: 'b' },
    });
    expect(widestOf(command)).toBeLessThanOrEqual(80);
    expect(argumentsOf(command)).toEqual([
      ...['-u', "root:it's $HOME"],
      ...['-X', 'POST', `${origin}/home/?a=1&b=2`],
      ...['-b', `sessionid=${long}; csrftoken=b`],
      ...['-H', `Authorization: Bearer ${long}`],
      ...['-H', `X-Short: '"$!\\`],
      ...['-d', new URLSearchParams({ text: `"$(reboot)" \`!\` \\ ' ${long}` }).toString()],
    ]);
  });

  it.each(Array.from({ length: 90 }, (_, length) => length))(
    'is whole with a value of %i more characters',
    (more) => {
      const value = 'v'.repeat(20 + more);
      const command = curlCommand(origin, { path: '/', headers: { A: value }, form: { b: '1' } });
      expect(widestOf(command)).toBeLessThanOrEqual(80);
      expect(command.replaceAll('\\\n', '')).toContain(`A: ${value}`);
      expect(command.replaceAll('\\\n', '')).toMatch(/ -d "b=1"$/);
    },
  );
});

describe('wrap', () => {
  it('breaks at spaces, and inside a word that is too long', () => {
    expect(wrap('aa bb cc', 5)).toEqual(['aa bb', 'cc']);
    expect(wrap('aaaaaaa bb', 5)).toEqual(['aaaaa', 'aa bb']);
    expect(wrap('', 5)).toEqual(['']);
  });
});

/** A place for temporary files, and an environment in which programs use it. */
function emptyTemporaryFolder(): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'tour-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const { FORCE_COLOR: _, ...env } = process.env;
  return { folder, env: { ...env, TMPDIR: folder } };
}

/** What a program has left there; tsx keeps its cache, which is not ours. */
function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
}

function widestOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length));
}

/** The commands in a tour's output, each as a shell's arguments. */
function commandsIn(output: string): string[][] {
  const commands = output.match(/^curl (?:.*\\\n)*.*$/gm) ?? [];
  return commands.map(argumentsOf);
}

/** What a POSIX shell makes of a curl command: its arguments. */
function argumentsOf(command: string): string[] {
  const script = `set -eu; curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}
