import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startProcess } from '../../support/process.ts';
import { SECRET_KEY } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { CLAIMS, forge, HEADER } from './forge.ts';

/** Notes each time that a key is parsed; it is loaded before jsonwebtoken takes these functions. */
const RECORDER = `
  const crypto = require('node:crypto');
  const { appendFileSync } = require('node:fs');
  for (const name of ['createPublicKey', 'createPrivateKey', 'createSecretKey']) {
    const create = crypto[name];
    crypto[name] = (...parameters) => {
      appendFileSync(process.env.PARSED_KEYS, name + '\\n');
      return create(...parameters);
    };
  }
  require('node:module').syncBuiltinESMExports();`;

it('a token is verified with a key that was parsed at start, and not with its text', async () => {
  const folder = temporaryFolder();
  const [recorder, parsed] = [join(folder, 'recorder.cjs'), join(folder, 'parsed')];
  writeFileSync(recorder, RECORDER);
  writeFileSync(parsed, '');
  const settings = { SECRET_KEY, NODE_OPTIONS: `--require=${recorder}`, PARSED_KEYS: parsed };
  const origin = await startProcess(settings, folder).listening;
  const before = readFileSync(parsed, 'utf8');
  expect(before).toContain('createSecretKey');
  for (const jti of ['one', 'two', 'three']) {
    const exp = Math.floor(Date.now() / 1000) + 300;
    const token = forge(HEADER, { ...CLAIMS, exp, jti });
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${origin}/home/`, { headers });
    // There is no user, but the signature holds.
    expect(await answer.json()).toMatchObject({ code: 'user_not_found' });
  }
  expect(readFileSync(parsed, 'utf8')).toBe(before);
});
