import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { UnreadableSource } from '../../src/auth/django.ts';
import type { DjangoImport } from '../../src/auth/django.ts';
import { djangoExchanges } from '../../src/auth/open-schemes.ts';
import { StartupError } from '../../src/http/errors.ts';
import type { ServerServices } from '../../src/server/services.ts';
import { examples } from '../command-line.ts';
import { findSharedEmails } from './importdjango/emails.ts';
import { findExisting, makeRoom } from './importdjango/existing-users.ts';
import { writeMustReset } from './importdjango/must-reset.ts';
import { openSource } from './importdjango/open-source.ts';
import {
  describeExisting,
  describeSettings,
  describeShared,
  describeSurvey,
  describeWritten,
} from './importdjango/report.ts';
import type { OpenSource } from './importdjango/source.ts';
import { surveySource } from './importdjango/survey.ts';
import type { Survey } from './importdjango/survey.ts';
import { runWithTarget } from './importdjango/target.ts';
import { writeCredentials } from './importdjango/write-credentials.ts';
import type { WrittenCredentials } from './importdjango/write-credentials.ts';
import { writeUsers } from './importdjango/write-users.ts';
import { lastId, setLastId, USERS } from './movedatabase/last-id.ts';
import { showProgress } from './progress.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly userModel: string;
  readonly usernameField?: string;
  readonly lastId?: number;
  readonly acceptLoss?: boolean;
  readonly mapExisting?: boolean;
}

/** `manage importdjango`: users, and what was issued to them, from a Django database. */
export function addImportDjango(program: Command): void {
  program
    .command('importdjango <from>')
    .description('take over users and their tokens from Django')
    .addHelpText(
      'after',
      `
FROM is a SQLite file, or what manage.py dumpdata has written as JSON, or the
name of a variable, in the environment or in .env, that holds postgres://…; it
is only read. Shows first what there is, who can log in, and what would be lost,
and ends with 1 where something would. It can be repeated: what has changed
there since is changed here, and what was changed or ended here stays so.
Interrupted, it goes on when it is run again. docs/from-django.md has a plan.`,
    )
    .addHelpText(
      'after',
      examples(
        'npm run manage -- importdjango /srv/app/db.sqlite3 --dry-run',
        'npm run manage -- importdjango DJANGO_DATABASE_URL --accept-loss',
      ),
    )
    .option('--dry-run', 'show it, and write nothing')
    .option('--user-model <app.Model>', "the users' model, AUTH_USER_MODEL there", 'auth.User')
    .option('--username-field <name>', 'what they log in with (default: username, else email)')
    .option('--last-id <id>', 'the highest id a user ever had, where FROM does not tell', readId)
    .option('--accept-loss', 'take over the rest')
    .option('--map-existing', 'let users who were made here give way')
    .action(async (from: string, options: Options) => {
      let source: OpenSource | undefined;
      try {
        source = open(from);
        await run(program, source, options);
      } catch (error) {
        showProgress();
        if (!(error instanceof UnreadableSource)) throw error;
        program.error(error.message);
      } finally {
        await source?.close();
      }
    });
}

function open(from: string): OpenSource {
  try {
    return openSource(from);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    throw new StartupError(error.message.replace(/^DATABASE_URL/, 'FROM'));
  }
}

function readId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no number.');
}

async function run(program: Command, source: OpenSource, options: Options): Promise<void> {
  const { dryRun: isDryRun = false, acceptLoss = false, mapExisting = false } = options;
  await runWithTarget(isDryRun, async (services) => {
    const { database, config } = services;
    const imports = djangoExchanges(services, config).flatMap((exchange) => exchange.imports);
    const survey = await surveySource(source, imports, options);
    console.log(describeSurvey(survey));
    const existing = await findExisting(database, survey);
    if (existing.length > 0) {
      console.log(`\n${describeExisting(existing)}`);
      if (!mapExisting) program.error('\nNothing was changed; pass --map-existing to go on.');
    }
    if (!survey.losses.isEmpty && !acceptLoss) {
      program.error('\nNothing was changed; pass --accept-loss to take over the rest.');
    }
    const shared = await findSharedEmails(database, survey);
    if (shared.length > 0 && config.LOGIN_FIELDS.includes('email')) {
      program.error(`\n${describeShared(shared)}`);
    }
    const settings = await Promise.all(
      imports.map(async (each) => (await each.settings?.(source)) ?? []),
    );
    console.log(`\n${describeSettings(settings.flat())}`);
    if (isDryRun) {
      console.log('\nNothing was changed.');
      return;
    }
    const { DATABASE_URL, STATE_FOLDER } = config;
    await database.transaction('import', async (queries) => {
      // First of all: a user who is made here from now on gets an id that nobody had.
      const last = (await lastId(queries, DATABASE_URL, USERS)) ?? 0;
      if (survey.lastId > last) await setLastId(queries, DATABASE_URL, USERS, survey.lastId);
      await makeRoom(queries, existing);
    });
    await write(services, source, survey, imports);
    const file = writeMustReset(STATE_FOLDER, survey.mustReset);
    if (file !== undefined) console.log(`\nWho must get a new password: ${file}`);
  });
}

async function write(
  { database, clock }: ServerServices,
  source: OpenSource,
  survey: Survey,
  imports: readonly DjangoImport[],
): Promise<void> {
  const users = await writeUsers(source, database, survey, clock(), (rows) => {
    showProgress('users', rows);
  });
  const credentials: WrittenCredentials[] = [];
  for (const each of imports) {
    const present = survey.present.get(each.name) ?? new Set();
    credentials.push(
      await writeCredentials(source, database, each, present, (rows) => {
        showProgress(each.name, rows);
      }),
    );
  }
  showProgress();
  console.log(`\n${describeWritten(users, credentials)}`);
}
