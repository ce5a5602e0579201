import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const BUILDS = join(PROJECT, 'node_modules/.cache/test-builds');

/**
 * The folder of a build like that of `npm run build`, but of all programs and without a look at the
 * types. Compiling once is what makes tests that start many processes bearable; it happens when the
 * sources have changed since.
 */
export function testBuild(): string {
  const files = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length)),
  );
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(PROJECT, file)));
  const build = join(BUILDS, hash.digest('hex'));
  if (!existsSync(build)) compile(files, build);
  return build;
}

/** Several processes may do so at once: the first that is ready is taken. */
function compile(files: readonly string[], build: string): void {
  mkdirSync(BUILDS, { recursive: true });
  removeOlder();
  const options = compilerOptions();
  const folder = mkdtempSync(`${build}-`);
  cpSync(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  for (const file of files) {
    const target = join(folder, file.replace(/\.tsx?$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    if (target.endsWith(file)) {
      cpSync(join(PROJECT, file), target);
    } else {
      const text = readFileSync(join(PROJECT, file), 'utf8');
      const { outputText } = ts.transpileModule(text, {
        fileName: join(PROJECT, file),
        compilerOptions: {
          ...options,
          module: ts.ModuleKind.ESNext,
          inlineSourceMap: true,
          sourceMap: false,
        },
      });
      writeFileSync(target, outputText);
    }
  }
  try {
    renameSync(folder, build);
  } catch {
    rmSync(folder, { recursive: true });
  }
}

function compilerOptions(): ts.CompilerOptions {
  const file = join(PROJECT, 'tsconfig.build.json');
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  return ts.getParsedCommandLineOfConfigFile(file, {}, host)?.options ?? {};
}

/** Builds of yesterday's sources; a run that is under way may need those of today. */
function removeOlder(): void {
  for (const name of readdirSync(BUILDS)) {
    const build = join(BUILDS, name);
    const isOld = statSync(build).mtimeMs < Date.now() - 86_400_000;
    if (isOld) rmSync(build, { recursive: true, force: true });
  }
}
