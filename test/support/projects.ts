import type { TestProjectConfiguration } from 'vitest/config';

const BROWSER = 'test/**/browser.test.ts';

/** What takes long and no change of the server can break unseen: `npm run test:repository`. */
export const REPOSITORY = ['test/repository/**/*.test.ts'];

/** Tests that no database has a part in, among those that one has. */
const WITHOUT_DATABASE = [
  'test/auth/{authorization,cookie}.test.ts',
  'test/auth/**/{header-attacks,openapi,property,settings}.test.ts',
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
      exclude: ['test/**/*postgres.test.ts', ...REPOSITORY],
    },
  },
  {
    extends: true,
    test: {
      name: 'postgres',
      include: [
        'test/{auth,database,users,events,throttle,site/account,site/admin}/**/*.test.ts',
        'test/commands/{importdjango,importdjango-volume,migrate,user,*postgres}.test.ts',
        'test/http/headers.test.ts',
      ],
      exclude: ['test/**/*sqlite.test.ts', BROWSER, ...WITHOUT_DATABASE],
      globalSetup: 'test/support/postgres-setup.ts',
    },
  },
];
