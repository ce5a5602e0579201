import { build as compile } from 'esbuild';
import type { BuildOptions, Plugin } from 'esbuild';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of this run's builds. */
    builds: string;
  }
}

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const BUILDS = join(PROJECT, 'node_modules/.cache/test-builds');

/**
 * Compiles the programs, without a look at the types, for the tests that start them. They are in a folder that
 * this run alone uses; where tests run again because something has changed, they are compiled again.
 */
export default async function setUp(project: TestProject): Promise<() => void> {
  mkdirSync(BUILDS, { recursive: true });
  const folder = mkdtempSync(join(BUILDS, 'run-'));
  await compilePrograms(folder);
  project.provide('builds', folder);
  project.onTestsRerun(() => compilePrograms(folder));
  return () => {
    rmSync(folder, { recursive: true });
  };
}

async function compilePrograms(folder: string): Promise<void> {
  const modules = join(folder, 'modules');
  await Promise.all([
    compileInto(join(folder, 'bundled'), {
      entryPoints: [
        join(PROJECT, 'src/server.ts'),
        join(PROJECT, 'scripts/manage.ts'),
        ...modulesOf('test/programs'),
      ],
      splitting: true,
      plugins: [keepPlaces],
      // A tenth of what a start costs is reading them.
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: 'none',
      sourcemap: false,
      // What is not bundled, as it is found by its name, and CommonJS in what is.
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
    }),
    compileInto(modules, {
      entryPoints: modulesOf('src', 'scripts'),
      plugins: [keepModules],
      packages: 'external',
    }),
  ]);
  // What is bundled finds them where they are.
  for (const name of foldersNamedStatic()) {
    cpSync(join(PROJECT, name), join(modules, name), { recursive: true });
  }
}

async function compileInto(outdir: string, options: BuildOptions): Promise<void> {
  await compile({
    outdir,
    outbase: PROJECT,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    ...options,
  });
  cpSync(join(PROJECT, 'package.json'), join(outdir, 'package.json'));
}

/** A module goes on finding what lies beside it when it is part of a bundle. */
const keepPlaces: Plugin = {
  name: 'keep places',
  setup(build) {
    build.onLoad({ filter: /\.(?:tsx?|js)$/ }, ({ path }) => {
      if (!path.startsWith(PROJECT) || path.includes('node_modules')) return undefined;
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      const [, loader] = /\.(tsx?|js)$/.exec(path) ?? [];
      return { contents, loader: loader as 'ts' | 'tsx' | 'js' };
    });
  },
};

/** Each module becomes a file of its own, as `npm run build` has it. */
const keepModules: Plugin = {
  name: 'keep modules',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.tsx?$/, '.js'), external: true },
    );
  },
};

function modulesOf(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => filesIn(folder))
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
    .map((file) => join(PROJECT, file));
}

function foldersNamedStatic(): string[] {
  return [
    ...new Set(
      filesIn('src')
        .filter((file) => file.includes('/static/'))
        .map(dirname),
    ),
  ];
}

/** The files of a folder of the project, but for what npm has put there. */
function filesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    return entry.isDirectory() && entry.name !== 'node_modules' ? filesIn(path) : [];
  });
}
