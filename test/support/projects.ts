import type { TestProjectConfiguration } from 'vitest/config';

const BROWSER = 'test/**/*browser.test.ts';

/** What compiles the programs that tests start. */
export const BUILD = 'test/support/build-setup.ts';

/** What starts PostgreSQL. */
export const POSTGRES = 'test/support/postgres-setup.ts';

/** What takes long and no change of the server can break unseen: `npm run test:repository`. */
export const REPOSITORY = ['test/repository/**/*.test.ts', 'test/**/*.repository.test.ts'];

/**
 * What plays long recordings, a whole Django, or many commands. What it asks of a database other tests ask of
 * both, so that it has PostgreSQL in `npm run test:repository` alone.
 */
export const RARELY_OVER_POSTGRES = [
  'test/auth/*/{commands,wire}.test.ts',
  'test/commands/{importdjango,user}.test.ts',
];

/** Tests that no database has a part in, among those that one has. */
const WITHOUT_DATABASE = [
  'test/auth/{authorization,cookie,other-sites}.test.ts',
  'test/auth/**/{algorithm-attacks,claim-attacks,header-attacks,openapi,property,settings}.test.ts',
  'test/auth/jwt/elsewhere.test.ts',
  'test/users/{email,password,password.property,password-rules,username}.test.ts',
];

/**
 * The tests run over SQLite, and those that have to do with what is stored over PostgreSQL as well:
 * there `freshDatabase` gives them a database of the server that the setup started. What is one
 * database's alone says so at the end of its file's name.
 */
export const projects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'sqlite',
      include: ['test/**/*.test.ts'],
      globalSetup: BUILD,
      exclude: ['test/**/*postgres.test.ts', ...REPOSITORY],
    },
  },
  {
    extends: true,
    test: {
      name: 'postgres',
      include: [
        'test/{auth,database,users,events,throttle,site/account,site/admin}/**/*.test.ts',
        'test/commands/{migrate,*postgres}.test.ts',
        'test/http/headers.test.ts',
      ],
      exclude: [
        ...['test/**/*sqlite.test.ts', BROWSER],
        ...[...WITHOUT_DATABASE, ...RARELY_OVER_POSTGRES, ...REPOSITORY],
      ],
      globalSetup: [BUILD, POSTGRES],
    },
  },
];
