import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defineScheme } from '../../src/auth/scheme.ts';
import { schemeDefinitions } from '../../src/auth/schemes.ts';
import { loadConfig, settingNames } from '../../src/server/load-config.ts';
import type { Config } from '../../src/server/config.ts';
import { text } from '../../src/setting/scalars.ts';
import { StartupError } from '../../src/startup-error.ts';

const KEY = 'k'.repeat(32);
const RANDOM_KEY = 'pT5v0q3XzJmD8yWkRr7LhUfCsE2aGnBo';

/** As `startproject` makes them. */
const DJANGO_KEY = 'r#2b$7_!k^v0x&w(9m=zt)4p+e5h@8u*q1s6n-jy3odc%gfila';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_KEY = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const CERTIFICATE = readFileSync(new URL('../fixtures/tls/cert.pem', import.meta.url), 'utf8');

const WELL_KNOWN = [
  'k'.repeat(64),
  '1234567812345678123456781234567812345678',
  'abcdefghijklmnopqrstuvwxyz1234567890',
  'Tr0ub4dor&3xTr0ub4dor&3xTr0ub4dor&3x',
  'a-string-secret-at-least-256-bits-long',
  `django-insecure-${RANDOM_KEY}`,
  `change-me-${RANDOM_KEY}`,
  `your-secret-key-${RANDOM_KEY}`,
];

/** Settings that production starts with. */
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: RANDOM_KEY,
  TRUST_PROXY: 'loopback',
  ALLOWED_HOSTS: '.example.com',
};

function load(environment: Record<string, string>, file: Record<string, string> = {}): Config {
  return loadConfig({ environment, file, developmentKey: () => KEY });
}

/** The lines of the message with which settings are refused. */
function problems(environment: Record<string, string>, file?: Record<string, string>): string[] {
  try {
    load(environment, file);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as StartupError).message.split('\n');
  }
  return [];
}

describe('settings', () => {
  it('have defaults that a developer can start with', () => {
    expect(load({})).toMatchObject({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: 8000,
      DATABASE_URL: 'sqlite:var/db.sqlite3',
      SECRET_KEY: KEY,
      AUTH_SCHEMES: schemeDefinitions.map(({ name }) => name),
      BCRYPT_COST: 12,
    });
  });

  it('come from the environment first, then from .env; an empty one counts as absent', () => {
    const config = load({ PORT: '1', HOST: '' }, { PORT: '2', HOST: '::1', LOG_LEVEL: 'warn' });
    expect(config).toMatchObject({ PORT: 1, HOST: '127.0.0.1', LOG_LEVEL: 'warn' });
  });

  it('45: that are wrong are all named at once, a line each, with a remedy', () => {
    const lines = problems({
      NODE_ENV: 'prod',
      PORT: '70000',
      LOG_LEVEL: 'loud',
      BCRYPT_COST: '3',
      AUTH_SCHEMES: 'digest',
      TRUST_PROXY: 'true',
    });
    expect(lines.map((line) => line.split(':', 1)[0])).toEqual([
      'NODE_ENV',
      'PORT',
      'LOG_LEVEL',
      'TRUST_PROXY',
      'BCRYPT_COST',
      'AUTH_SCHEMES',
    ]);
    for (const line of lines) expect(line).toMatch(/^[A-Z_]+: .{10,}\.$/);
  });

  it.each([
    ['PORT', ['', '80', '0', '65535'], ['-1', '1e3', '80.5', 'http', '65536', ' 80']],
    ['BCRYPT_COST', ['4', '12', '16'], ['0', '17', 'ten']],
    [
      'TRUST_PROXY',
      [
        '0',
        '1',
        '9',
        'loopback',
        '10.0.0.0/8, ::1',
        'loopback, linklocal, uniquelocal',
        '2606:4700::/32',
      ],
      [
        ...[
          'true',
          'yes',
          '*',
          '1.2.3',
          '10.0.0.0/33',
          '::1/129',
          '10.0.0.0/255.0.0.0',
          '10',
          '99',
        ],
        // All of these are what `true` is.
        ...['0.0.0.0/0', '::/0', '::/00', '0.0.0.0/1,128.0.0.0/1', '::ffff:0:0/96', '2000::/3'],
        Array.from({ length: 12 }, (_, byte) => `${byte}.0.0.0/8`).join(),
      ],
    ],
    [
      'ALLOWED_HOSTS',
      ['example.com', '.example.com', '127.0.0.1, [::1]', '*', 'Bücher.example', 'my_host', ','],
      ['http://a', 'a:80', 'a/b', '::1', 'a b', '*.a', 'root@a', '.', 'a,b:1'],
    ],
    [
      'TRUSTED_ORIGINS',
      ['https://a.example', 'http://a:8000, capacitor://localhost', 'https://A.example:443', ','],
      ['a.example', 'https://a.example/', '*', 'https://*.a.example', 'null', 'https://u@a'],
    ],
    [
      'AUTH_SCHEMES',
      [schemeDefinitions[0]?.name ?? ''],
      [',', 'x', `${schemeDefinitions[0]?.name ?? ''},x`, '*'],
    ],
    ['SECRET_KEY_FALLBACKS', [KEY, `${KEY},${KEY}`, ` ${KEY} ,,${KEY}\n`], ['a', `${KEY},a`]],
    ...['HOST', 'METRICS_HOST'].map((name): [string, string[], string[]] => [
      name,
      ['0.0.0.0', '::', '::1', 'fe80::1', 'localhost', 'my-host.example'],
      ['127.0.0.1:80', 'localhost:', '[::1]', '[::1]:80', 'http://localhost', 'a/b'],
    ]),
  ])('45: %s takes %j and refuses %j', (name, good, bad) => {
    for (const value of good) expect(problems({ [name]: value })).toEqual([]);
    for (const value of bad) {
      expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name}: `)]);
    }
  });

  it('45: HOST may be the path of a Unix socket, where a proxy is trusted', () => {
    const path = `/run/${'a'.repeat(98)}`;
    expect(problems({ HOST: path, TRUST_PROXY: 'loopback' })).toEqual([]);
    expect(problems({ HOST: path })).toEqual([
      expect.stringMatching(/^TRUST_PROXY: not set, .* set TRUST_PROXY=loopback, .*\.$/),
    ]);
    expect(problems({ HOST: `${path}a`, TRUST_PROXY: '1' })).toEqual([
      'HOST: is longer than the path of a Unix socket can be; choose one of 103 bytes at most.',
    ]);
    expect(problems({ METRICS_HOST: path })).toEqual([
      'METRICS_HOST: is more than a name or an address; write 127.0.0.1, ::1, or 0.0.0.0 for all.',
    ]);
  });

  it.each(['ALLOW_INSECURE_HTTP', 'LOGIN_THROTTLE', 'METRICS'])(
    '45: %s names the words that .env.example has, and those that mean the same',
    (name) => {
      const line = `${name}: is neither on nor off; write on or true, off or false.`;
      expect(problems({ [name]: 'perhaps' })).toEqual([line]);
      for (const word of ['on', 'true']) expect(problems({ [name]: word })).toEqual([]);
    },
  );

  it('45: of every scheme are checked, too', () => {
    for (const definition of schemeDefinitions) {
      for (const name of Object.keys(definition.settings)) {
        const [problem = 'accepted'] = problems({ [name]: 'x' });
        // A name or an address may be anything; what has a form must insist on it.
        if (problem !== 'accepted') expect(problem).toContain(`${name}: `);
      }
    }
  });

  it('45: with a letter wrong are refused, in .env and anywhere', () => {
    const misspelt = { PROT: 'PORT', PORTT: 'PORT', SECRET_KE: 'SECRET_KEY', port: 'PORT' };
    for (const [name, meant] of Object.entries({ ...misspelt, 'P\u200bORT': 'PORT' })) {
      expect(problems({}, { [name]: '80' })).toEqual([
        `${name.replace('\u200b', String.raw`\u{200b}`)}: there is no such setting (in .env); did you mean ${meant}?`,
      ]);
    }
    expect(problems({ DATABSE_URL: 'x' })).toEqual([
      'DATABSE_URL: there is no such setting; did you mean DATABASE_URL?',
    ]);
    expect(problems({ HOME: '/', HOSTNAME: 'x', SESSION_MANAGER: 'x', PATH: '/bin' })).toEqual([]);
  });

  it('45: of other programs may be in .env as well; they are named, and do not stop anything', () => {
    const { warnings } = load(
      { OTHER: 'x' },
      { STRIPE_KEY: 'sk_live', POSTGRES_DB: 'app', PORT: '1' },
    );
    expect(warnings).toEqual([
      'STRIPE_KEY: there is no such setting (in .env); this server does not read it.',
      'POSTGRES_DB: there is no such setting (in .env); this server does not read it.',
    ]);
  });

  it('45: that are wrong in one way are told so once', () => {
    const withUnits = ['5 minutes', '5', '-1s', '5M', '1.5h', ''.padEnd(10, '9') + 's'];
    const name = 'EVENT_RETENTION';
    for (const value of withUnits) {
      expect(problems({ [name]: value })).toEqual([
        `${name}: is not a length of time; write a number and a unit, such as 30s, 5m or 2w.`,
      ]);
    }
    expect(problems({ [name]: '1h' })).toEqual([`${name}: is too short; at least 1d are needed.`]);
    expect(problems({ [name]: '999w' })).toEqual([
      `${name}: is too long; at most 3650d are possible.`,
    ]);
  });

  it('45: name no scheme at all only by mistake', () => {
    expect(problems({ AUTH_SCHEMES: '' })).toEqual([
      expect.stringMatching(/^AUTH_SCHEMES: names none; name some of/),
    ]);
  });

  it('45: of a scheme from elsewhere are judged together by that scheme', () => {
    const complaining = defineScheme({
      name: 'x',
      settings: { X: text() },
      *combinations({ X }) {
        yield `X: ${X ?? ''} is wrong.`;
      },
      migrations: [],
      open: () => {
        throw new TypeError('never open');
      },
    });
    const environment = { X: 'all of it' };
    const load = (): unknown =>
      loadConfig({ environment, developmentKey: () => KEY, definitions: [complaining] });
    expect(load).toThrow(/^X: all of it is wrong\.$/);
  });

  it('LOGIN_REDIRECT_URL may be in any letters, and fits into a header all the same', () => {
    for (const [given, read] of [
      ['/home/', '/home/'],
      ['/start?tab=1#top', '/start?tab=1#top'],
      ['/начало/é', '/%D0%BD%D0%B0%D1%87%D0%B0%D0%BB%D0%BE/%C3%A9'],
      ['/a\u0001b', '/a%01b'],
      ['https://münchen.example/ü', 'https://xn--mnchen-3ya.example/%C3%BC'],
    ] as const) {
      expect(load({ LOGIN_REDIRECT_URL: given }).LOGIN_REDIRECT_URL).toBe(read);
    }
    for (const wrong of ['//evil.example/', '/..//evil.example/', 'https://[/', 'home', '/a b']) {
      expect(problems({ LOGIN_REDIRECT_URL: wrong })).toHaveLength(1);
    }
  });

  it('45: that are wrong do not hide those that do not go together', () => {
    expect(problems({ PORT: 'x', SECRET_KEY: 'short', TLS_CERT: 'a' })).toHaveLength(3);
  });

  it('45: come in pairs where one is useless', () => {
    expect(problems({ TLS_CERT: 'a.pem' })).toEqual([
      'TLS_CERT, TLS_KEY: only one of them is set; set both, or neither.',
    ]);
  });

  it('16: production needs a key of its own and a cost that is worth it', () => {
    expect(problems(PRODUCTION)).toEqual([]);
    const poor = { ...PRODUCTION, SECRET_KEY: '', BCRYPT_COST: '9' };
    expect(problems(poor)).toEqual([
      expect.stringMatching(/^SECRET_KEY: not set/),
      expect.stringMatching(/^BCRYPT_COST: 9 makes a stolen table/),
    ]);
  });

  it('16: production wants a key, and says no more of it than that', () => {
    for (const key of ['short', PUBLIC_KEY]) {
      const lines = problems({ ...PRODUCTION, SECRET_KEY: key });
      expect(lines).toEqual([expect.stringMatching(/^SECRET_KEY: /)]);
    }
    const lines = problems({ ...PRODUCTION, TRUST_PROXY: 'true' });
    expect(lines).toEqual([expect.stringMatching(/^TRUST_PROXY: /)]);
  });

  it('16: production limits how often passwords may be guessed', () => {
    expect(problems({ LOGIN_THROTTLE: 'off' })).toEqual([]);
    expect(problems({ ...PRODUCTION, LOGIN_THROTTLE: 'off' })).toEqual([
      expect.stringMatching(/^LOGIN_THROTTLE: off, so that passwords can be guessed/),
    ]);
  });

  it('55: are what a server is called by: at a desk the machine itself, in production what it says', () => {
    expect(load({}).ALLOWED_HOSTS).toEqual(['localhost', '127.0.0.1', '[::1]']);
    expect(load({ ALLOWED_HOSTS: 'Example.COM, .Bücher.example' }).ALLOWED_HOSTS).toEqual([
      'example.com',
      '.xn--bcher-kva.example',
    ]);
    expect(problems({ ...PRODUCTION, ALLOWED_HOSTS: '' })).toEqual([
      expect.stringMatching(/^ALLOWED_HOSTS: not set.*; name what the server is called by/),
    ]);
  });

  it('16: production keeps its users when it restarts', () => {
    expect(problems({ ...PRODUCTION, DATABASE_URL: 'sqlite::memory:' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: in memory/),
    ]);
  });

  it('16: production does not send cookies without Secure, unless it is told to', () => {
    const plain = { ...PRODUCTION, TRUST_PROXY: '' };
    expect(problems(plain)).toEqual([
      expect.stringMatching(/^TLS_CERT, TLS_KEY, TRUST_PROXY: none is set/),
    ]);
    expect(problems({ ...plain, ALLOW_INSECURE_HTTP: 'true' })).toEqual([]);
    expect(problems({ ...plain, TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' })).toEqual([]);
  });
});

/** Those that sign or seal, of whichever scheme; the others that are named so are files. */
const keyNames = settingNames.filter((name) => name.includes('KEY') && !/^TLS|FILE/.test(name));

describe.each(keyNames)('the key %s', (name) => {
  it('16: is taken when it is long and random', () => {
    for (const key of [RANDOM_KEY, randomBytes(48).toString('base64'), DJANGO_KEY]) {
      expect(problems({ ...PRODUCTION, [name]: key })).toEqual([]);
    }
  });

  it.each(WELL_KNOWN)('16: is refused in production when anybody might try it: %s', (key) => {
    expect(problems({ [name]: key })).toEqual([]);
    expect(problems({ ...PRODUCTION, [name]: key })).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: .*an example, or easy to guess, so that anybody`),
      ),
    ]);
  });

  it.each([
    ['short', 'is shorter than 32 bytes'],
    ['k'.repeat(31), 'is shorter than 32 bytes'],
    [`${' '.repeat(32)}k`, 'is shorter than 32 bytes'],
    [PUBLIC_KEY, 'is a key or certificate of a pair'],
    [PUBLIC_KEY.replaceAll('\n', String.raw`\n`), 'is a key or certificate of a pair'],
    [PUBLIC_KEY.replaceAll(/-----.*-----|\n/g, ''), 'is a key or certificate of a pair'],
    [JSON.stringify(publicKey.export({ format: 'jwk' })), 'is a key or certificate of a pair'],
    [CERTIFICATE, 'is a key or certificate of a pair'],
    [`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${RANDOM_KEY} me@here`, 'is a key or certificate'],
  ])('10, 16: is refused anywhere when it is none: %s', (key, problem) => {
    const lines = problems({ [name]: key });
    expect(lines).toHaveLength(1);
    // Where commas separate keys, a JWK is cut to pieces.
    expect(lines[0]).toMatch(new RegExp(`^${name}: .*(?:${problem}|is shorter)`));
  });
});

it('16: a key is the same wherever it is written, so that it can be replaced', () => {
  // As a file or a shell brings it along.
  for (const key of [
    `${RANDOM_KEY}\n`,
    `${RANDOM_KEY}\r\n`,
    ` ${RANDOM_KEY}`,
    `\ufeff${RANDOM_KEY}`,
  ]) {
    const before = load({ SECRET_KEY: key });
    const after = load({ SECRET_KEY: DJANGO_KEY, SECRET_KEY_FALLBACKS: key });
    expect(after.SECRET_KEY_FALLBACKS).toEqual([before.SECRET_KEY]);
  }
  const withComma = `${RANDOM_KEY},${DJANGO_KEY}`;
  const { SECRET_KEY, warnings } = load({ ...PRODUCTION, SECRET_KEY: withComma });
  expect(warnings).toEqual([
    String.raw`SECRET_KEY: has a comma, which separates keys in SECRET_KEY_FALLBACKS; write \, for it when the key moves there.`,
  ]);
  const escaped = withComma.replace(',', String.raw`\,`);
  const { SECRET_KEY_FALLBACKS } = load({ ...PRODUCTION, SECRET_KEY_FALLBACKS: escaped });
  expect(SECRET_KEY_FALLBACKS).toEqual([SECRET_KEY]);
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const shown = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));

  it('names every setting', () => {
    for (const name of settingNames) expect(Object.keys(shown)).toContain(name);
  });

  it('shows the defaults', () => {
    const known = Object.entries(shown).filter(([name]) => settingNames.includes(name));
    // What it lists for closed schemes is no setting any more; the scheme names are theirs, too.
    const file = Object.fromEntries(known.filter(([name]) => name !== 'AUTH_SCHEMES'));
    expect(load({}, file as Record<string, string>)).toEqual(load({}));
  });

  it('sets nothing when it is copied as it is', () => {
    expect(parseEnv(text)).toEqual({});
  });
});
