import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));

/** What each file of src imports from src, types included. */
const imports = new Map(
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => {
      const text = readFileSync(join(SOURCES, file), 'utf8');
      const imported = ts
        .preProcessFile(text)
        .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => relative(SOURCES, join(SOURCES, dirname(file), fileName)));
      return [file, imported] as const;
    }),
);

/**
 * From the ground up; no file imports what stands later. A scheme's folder `site` is what the site
 * shows of it.
 */
const LAYERS = [
  /^(clock|bounded-cache|packages|startup-error|thrown)\.ts$/,
  /^http\//,
  /^(setting|keys)\//,
  /^database\//,
  /^users\//,
  /^events\//,
  /^throttle\//,
  /^layout\//,
  /^auth\/(?!\w+\/site\/)/,
  /^site\/|^auth\/\w+\/site\/|^home\.ts$/,
  /^server\//,
  /^(mount|rule|authentication(-options)?|library-users)\.ts$/,
  /^(index|app|server)\.ts$/,
  /^contract\.ts$/,
];

it('every file of src stands in one layer, and imports none from above', () => {
  const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.test(file));
  expect([...imports.keys()].filter((file) => layerOf(file) === -1)).toEqual([]);
  const upwards = [...imports].flatMap(([file, imported]) =>
    imported.filter((other) => layerOf(other) > layerOf(file)).map((other) => `${file} → ${other}`),
  );
  expect(upwards).toEqual([]);
});

it('no file of src imports itself by way of others', () => {
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    } else if (!finished.has(file)) {
      for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
      finished.add(file);
    }
  };
  for (const file of imports.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

it('the whole of the server is handed to few, and a scheme knows no other', () => {
  const whole = [...imports].filter(([, imported]) => imported.includes('server/services.ts'));
  const outside = whole.map(([file]) => file).filter((file) => !file.startsWith('server/'));
  expect(outside.sort()).toEqual(['app.ts', 'authentication.ts', 'index.ts', 'server.ts']);
  const schemeOf = (file: string): string | undefined => /^auth\/(\w+)\//.exec(file)?.[1];
  const across = [...imports].flatMap(([file, imported]) =>
    imported
      .filter((other) => schemeOf(file) && schemeOf(other) && schemeOf(other) !== schemeOf(file))
      .map((other) => `${file} → ${other}`),
  );
  expect(across).toEqual([]);
});
