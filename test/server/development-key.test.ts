import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MODULE = new URL('../../src/server/development-key.ts', import.meta.url).href;
const PRINT = `import { developmentKey } from '${MODULE}'; console.log(developmentKey('var'));`;

it('the development key is one, and whole, though many processes start at once', async () => {
  const folder = temporaryFolder();
  const parameters = [
    '--import',
    new URL('../../scripts/sources.js', import.meta.url).href,
    '--input-type=module',
    '-e',
    PRINT,
  ];
  const outputs = await Promise.all(
    Array.from({ length: 6 }, () =>
      promisify(execFile)(process.execPath, parameters, { cwd: folder }),
    ),
  );
  const keys = new Set(outputs.map(({ stdout }) => stdout.trim()));
  expect(keys.size).toBe(1);
  expect(Buffer.from([...keys][0] ?? '', 'base64')).toHaveLength(48);
  // No draft is left behind.
  expect(readdirSync(join(folder, 'var'))).toEqual(['secret.key']);
});
