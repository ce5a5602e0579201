/** The steps of the tutorial, each a branch and a commit on the one before. */
export const STEPS = ['0.1', '0.2', '0.3', '0.4', '0.5'] as const;

export type Step = (typeof STEPS)[number];

/** Since when something exists; what is since `main` is in no step. */
export type Since = Step | 'main';

/**
 * Since when a path exists, and everything below it unless a longer path says otherwise. What is not
 * named here is since `main`. Single lines say it themselves, with a comment at their end.
 */
export const PATHS: Readonly<Record<string, Since>> = {
  '.editorconfig': '0.1',
  '.gitignore': '0.1',
  LICENSE: '0.1',
  'README.md': '0.1',
  'docs/tutorial.md': '0.1',
  'package.json': '0.1',
  'package-lock.json': '0.1',
  'tsconfig.json': '0.1',
  'vitest.config.ts': '0.1',

  'src/app.ts': '0.1',
  'src/config.ts': '0.1',
  'src/dependencies.ts': '0.1',
  'src/errors.ts': '0.1',
  'src/home.ts': '0.1',
  'src/http/answer.ts': '0.1',
  'src/http/body.ts': '0.1',
  'src/http/endpoint.ts': '0.1',
  'src/http/form.ts': '0.1',
  'src/http/json.ts': '0.1',
  'src/http/listen.ts': '0.1',
  'src/http/listener.ts': '0.1',
  'src/http/multipart.ts': '0.1',
  'src/server.ts': '0.1',
  'src/setting/integer.ts': '0.1',
  'src/startup.ts': '0.1',
  'test/fixtures/drf.json': '0.1',
  'test/http/listener.test.ts': '0.1',
  'test/open.wire.test.ts': '0.1',
  'test/raw.ts': '0.1',
  'test/recording.ts': '0.1',
  'test/server.ts': '0.1',
  'test/temporary-folder.ts': '0.1',
  'test/visitor.ts': '0.1',

  'scripts/commands': '0.2',
  'scripts/commands/doctor.ts': 'main',
  'scripts/manage.ts': '0.2',
  'src/auth': '0.2',
  'src/auth/basic/tour.ts': 'main',
  'src/auth/basic/verified.ts': 'main',
  'src/auth/tour.ts': 'main',
  'src/clock.ts': '0.2',
  'src/database': '0.2',
  'src/database/batches.ts': 'main',
  'src/setting/list.ts': '0.2',
  'src/users': '0.2',
  'src/users/django-encodings.ts': 'main',
  'src/var.ts': '0.2',
  'test/add-user.ts': '0.2',
  'test/auth': '0.2',
  'test/auth/basic/curl.test.ts': 'main',
  'test/auth/basic/throttle.test.ts': 'main',
  'test/auth/basic/verified.test.ts': 'main',
  'test/schemes.ts': '0.2',
  'test/user-visitor.ts': '0.2',
  'test/users/password.test.ts': '0.2',
  'test/wire.ts': '0.2',

  'src/auth/cookie.ts': '0.3',
  'src/auth/session': '0.3',
  'src/auth/session/tour.ts': 'main',
  'src/development-key.ts': '0.3',
  'src/http/negotiation.ts': '0.3',
  'src/secret-key.ts': '0.3',
  'src/setting/duration.ts': '0.3',
  'src/setting/trust-proxy.ts': '0.3',
  'src/web': '0.3',
  'test/auth/session': '0.3',
  'test/auth/session/browser.test.ts': 'main',
  'test/auth/session/commands.test.ts': 'main',
  'test/auth/session/curl.test.ts': 'main',
  'test/auth/session/throttle.test.ts': 'main',

  'src/auth/bearer-strategy.ts': '0.4',
  'src/auth/posted-credentials.ts': '0.4',
  'src/auth/token': '0.4',
  'src/auth/token/tour.ts': 'main',
  'src/http/fields.ts': '0.4',
  'src/http/validation-error.ts': '0.4',
  'test/auth/token': '0.4',
  'test/auth/token/commands.test.ts': 'main',
  'test/auth/token/curl.test.ts': 'main',
  'test/auth/token/throttle.test.ts': 'main',

  'src/auth/jwt': '0.5',
  'src/auth/jwt/tour.ts': 'main',
  'src/setting/flag.ts': '0.5',
  'test/auth/jwt': '0.5',
  'test/auth/jwt/commands.test.ts': 'main',
  'test/auth/jwt/curl.test.ts': 'main',
  'test/auth/jwt/throttle.test.ts': 'main',
};

/** Since when a section of README.md exists, by its heading; others are there from the start. */
export const SECTIONS: Readonly<Record<string, Since>> = {
  '## Try it': 'main',
  '## A user': '0.2',
  '### Basic: the password with every request': '0.2',
  '### Session: log in once, then a cookie': '0.3',
  '### Token: one random key for each user': '0.4',
  '### JWT: a signed token for minutes, and one to renew it': '0.5',
  '## What each costs': 'main',
  '## Coming from Django': 'main',
  '## In production': 'main',
  '## Commands': 'main',
  '## Settings': 'main',
  '## Layout': 'main',
};

/** Since when a package is needed. A package that is not named here is since `main`. */
export const PACKAGES: Readonly<Record<string, Since>> = {
  busboy: '0.1',
  express: '0.1',
  pino: '0.1',
  tsx: '0.1',
  zod: '0.1',
  '@types/busboy': '0.1',
  '@types/express': '0.1',
  '@types/node': '0.1',
  '@types/passport': '0.1',
  '@types/supertest': '0.1',
  supertest: '0.1',
  typescript: '0.1',
  vitest: '0.1',

  '@zxcvbn-ts/language-common': '0.2',
  bcrypt: '0.2',
  'better-sqlite3': '0.2',
  commander: '0.2',
  'fastest-levenshtein': '0.2',
  'p-limit': '0.2',
  passport: '0.2',
  'passport-http': '0.2',
  umzug: '0.2',
  '@types/bcrypt': '0.2',
  '@types/better-sqlite3': '0.2',
  '@types/passport-http': '0.2',

  '@picocss/pico': '0.3',
  'cookie-signature': '0.3',
  'express-session': '0.3',
  'lru-cache': '0.3',
  'passport-local': '0.3',
  preact: '0.3',
  'preact-render-to-string': '0.3',
  '@types/cookie-signature': '0.3',
  '@types/express-session': '0.3',
  '@types/passport-local': '0.3',

  'passport-http-bearer': '0.4',
  '@types/passport-http-bearer': '0.4',

  jsonwebtoken: '0.5',
  '@types/jsonwebtoken': '0.5',
};

/** Since when an npm script exists; others are since `main`. */
export const SCRIPTS: Readonly<Record<string, Since>> = {
  start: '0.1',
  dev: '0.1',
  types: '0.1',
  test: '0.1',
  manage: '0.2',
  createsuperuser: '0.2',
};
