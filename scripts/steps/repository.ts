import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Who makes the steps, and when: always the same, so that the same content is the same commit. */
const MAKER = {
  GIT_AUTHOR_NAME: 'expressauth101 steps',
  GIT_AUTHOR_EMAIL: 'steps@expressauth101.invalid',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'expressauth101 steps',
  GIT_COMMITTER_EMAIL: 'steps@expressauth101.invalid',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};
const MAKER_LINE = `${MAKER.GIT_COMMITTER_NAME} <${MAKER.GIT_COMMITTER_EMAIL}> ${Date.parse(MAKER.GIT_COMMITTER_DATE) / 1000}`;

/** A file in a commit. */
export interface TreeFile {
  readonly path: string;
  /** Git's file mode, `100644` or `100755`. */
  readonly mode: string;
  /** The id of its content. */
  readonly blob: string;
}

/** What went wrong in git, in git's words. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/**
 * Runs git.
 *
 * @param input written to its standard input.
 * @returns what it printed, without the last line break.
 * @throws {GitError}
 */
export function git(
  parameters: readonly string[],
  input?: string,
  environment: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...environment }, maxBuffer: 2 ** 28 };
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void => {
      if (error === null) resolve(stdout.replace(/\n$/, ''));
      else reject(new GitError(`git ${parameters[0] ?? ''}: ${stderr.trim() || error.message}`));
    };
    execFile('git', [...parameters], options, done).stdin?.end(input);
  });
}

/** The files of a commit. */
export async function readTree(commit: string): Promise<TreeFile[]> {
  const listing = await git(['ls-tree', '-r', '-z', commit]);
  return listing
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, mode = '', blob = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(entry) ?? [];
      return { path, mode, blob };
    });
}

/** A file's text, to the last line break. */
export async function readText({ blob }: TreeFile): Promise<string> {
  return `${await git(['cat-file', 'blob', blob])}\n`;
}

/** Stores a text. */
export async function writeText(text: string): Promise<string> {
  return git(['hash-object', '-w', '--stdin'], text);
}

/** Commits files on top of a commit, touching neither the work tree nor its index. */
export async function commitFiles(
  files: readonly TreeFile[],
  message: string,
  parent: string | undefined,
): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const index = { GIT_INDEX_FILE: join(folder, 'index') };
    const lines = files.map(({ mode, blob, path }) => `${mode} ${blob}\t${path}\n`);
    await git(['update-index', '--add', '--index-info'], lines.join(''), index);
    const tree = await git(['write-tree'], undefined, index);
    const onTop = parent === undefined ? [] : ['-p', parent];
    return git(['commit-tree', tree, ...onTop, '-F', '-'], message, MAKER);
  });
}

/** The commit that a branch is at; undefined when there is no such branch. */
export async function branchTip(name: string): Promise<string | undefined> {
  const tip = await git(['for-each-ref', '--format=%(objectname)', `refs/heads/${name}`]);
  return tip === '' ? undefined : tip;
}

/** Whether a commit was made here and not by a person. */
export async function isMade(commit: string): Promise<boolean> {
  return (await git(['log', '-1', '--format=%cn <%ce> %ct', commit])) === MAKER_LINE;
}
