import type { Command } from 'commander';
import { UnreadableSource } from '../../../src/auth/django.ts';
import type { DjangoImport } from '../../../src/auth/django.ts';
import { djangoExchanges } from '../../../src/auth/open-schemes.ts';
import { StartupError } from '../../../src/startup-error.ts';
import type { ServerServices } from '../../../src/server/services.ts';
import { findSharedEmails } from './emails.ts';
import { findExisting, makeRoom } from './existing-users.ts';
import { writeMustReset } from './must-reset.ts';
import { openSource } from './open-source.ts';
import {
  describeExisting,
  describeSettings,
  describeShared,
  describeSurvey,
  describeWritten,
} from './report.ts';
import type { OpenSource } from './source.ts';
import { surveySource } from './survey.ts';
import type { Survey } from './survey.ts';
import { runWithTarget } from './target.ts';
import { writeCredentials } from './write-credentials.ts';
import type { WrittenCredentials } from './write-credentials.ts';
import { writeUsers } from './write-users.ts';
import { lastId, setLastId, USERS } from '../movedatabase/last-id.ts';
import { showProgress } from '../progress.ts';

/** What the command line says. */
export interface Options {
  readonly dryRun?: boolean;
  readonly userModel: string;
  readonly usernameField?: string;
  readonly lastId?: number;
  readonly acceptLoss?: boolean;
  readonly mapExisting?: boolean;
}

/** Takes over users, and what was issued to them, from a Django database. */
export async function importUsers(program: Command, from: string, options: Options): Promise<void> {
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
}

function open(from: string): OpenSource {
  try {
    return openSource(from);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    throw new StartupError(error.message.replace(/^DATABASE_URL/, 'FROM'));
  }
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
