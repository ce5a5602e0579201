import type { DjangoImport, DjangoRow } from '../../../src/auth/django.ts';
import { NaturalKeys, UnreadableSource } from '../../../src/auth/django.ts';
import { highestDeleted } from './deleted-users.ts';
import { Emails } from './emails.ts';
import { Losses } from './losses.ts';
import { Names } from './names.ts';
import type { OpenSource } from './source.ts';
import { hasherOf, isReadable, KNOWN_FIELDS, nameObstacle, readUser } from './user-row.ts';
import type { DjangoUser } from './user-row.ts';

/** How many users there are whose password is kept in one way, and what becomes of them. */
export interface HasherCounts {
  all: number;
  /** Those who can log in with their password. */
  logIn: number;
  inactive: number;
  mustReset: number;
}

/** What a Django database holds, and what becomes of it here. */
export interface Survey {
  readonly model: string;
  /** What its users log in with. */
  readonly nameField: string;
  readonly hashers: ReadonlyMap<string, HasherCounts>;
  readonly names: Names;
  readonly emails: Emails;
  readonly ids: ReadonlySet<number>;
  /** No user may get this id or one below. */
  readonly lastId: number;
  /** Those whose passwords nobody reads here. */
  readonly mustReset: readonly DjangoUser[];
  /** Kind of credential → how many can be taken over. */
  readonly credentials: ReadonlyMap<string, number>;
  /** Name of an import → the ids of all that it can take over. */
  readonly present: ReadonlyMap<string, ReadonlySet<string>>;
  readonly losses: Losses;
}

/** What the command line says about the source. */
export interface SurveyOptions {
  readonly userModel: string;
  readonly usernameField?: string | undefined;
  /** The last id that was given out, where the source does not tell. */
  readonly lastId?: number | undefined;
}

/**
 * Reads everything once, and writes nothing.
 *
 * @throws {UnreadableSource} when it is no Django database, or has other users.
 */
export async function surveySource(
  source: OpenSource,
  imports: readonly DjangoImport[],
  { userModel: model, usernameField, lastId }: SurveyOptions,
): Promise<Survey> {
  const nameField = await findNameField(source, model, usernameField);
  const users = await surveyUsers(source, model, nameField);
  const { losses } = users;
  const credentials = new Map<string, number>();
  const present = new Map<string, Set<string>>();
  let highest = Math.max(lastId ?? 0, users.highest, await highestDeleted(source, model));
  for (const each of imports) {
    await requireFields(source, each.models);
    const ids = new Set<string>();
    present.set(each.name, ids);
    for await (const batch of each.read(source)) {
      for (const { id, kind, userId, obstacle } of batch) {
        highest = Math.max(highest, userId ?? 0);
        if (obstacle === undefined) {
          ids.add(id);
          credentials.set(kind, (credentials.get(kind) ?? 0) + 1);
        } else if (obstacle !== 'over') losses.add(`${kind} are left out: ${obstacle}`);
      }
    }
  }
  const told = lastId ?? (await source.lastId(model));
  if (told === undefined && users.ids.size > 0) {
    losses.add(
      `id is the highest that can be seen there, and who was deleted may have had a higher one, which somebody new would get: say it with --last-id`,
      String(highest),
    );
  }
  await addUncarried(source, model, losses);
  return {
    model,
    nameField,
    ...users,
    credentials,
    present,
    lastId: Math.max(highest, told ?? 0),
  };
}

async function findNameField(
  source: OpenSource,
  model: string,
  usernameField?: string,
): Promise<string> {
  const columns = await source.columns(model);
  if (columns === undefined) {
    const others = await source.userModels();
    throw new UnreadableSource(
      others.length > 0
        ? `FROM: has no users ${model}; say which they are with --user-model: ${others.join(', ')}.`
        : `FROM: is no Django database with users: it has no ${model}, and nothing like it.`,
    );
  }
  if (!columns.includes('password')) {
    throw new UnreadableSource(`FROM: ${model} has no password; name the model of the users.`);
  }
  const field = usernameField ?? ['username', 'email'].find((name) => columns.includes(name));
  if (field !== undefined && columns.includes(field)) return field;
  throw new UnreadableSource(
    `FROM: ${model} has no ${field ?? 'username'}; say with --username-field what its users log in with.`,
  );
}

/** A table of the same name that is something else must not be taken for one that holds nothing. */
async function requireFields(source: OpenSource, models: DjangoImport['models']): Promise<void> {
  for (const [model, fields] of Object.entries(models)) {
    const columns = await source.columns(model);
    const missing = fields.find(
      (field) => !(columns?.includes(field) ?? true) && !columns?.includes(`${field}_id`),
    );
    if (missing === undefined) continue;
    throw new UnreadableSource(
      `FROM: ${model} has no ${missing}, as it has in every version that can be read; bring that database up to date with manage.py migrate.`,
    );
  }
}

type Users = Pick<Survey, 'hashers' | 'names' | 'emails' | 'ids' | 'mustReset' | 'losses'> & {
  readonly highest: number;
};

async function surveyUsers(source: OpenSource, model: string, nameField: string): Promise<Users> {
  const hashers = new Map<string, HasherCounts>();
  const [names, emails, ids] = [new Names(), new Emails(), new Set<number>()];
  const losses = new Losses();
  const [mustReset, unusual]: [DjangoUser[], DjangoUser[]] = [[], []];
  let highest = 0;
  for await (const rows of source.read(model)) {
    for (const row of rows) {
      addFields(row, nameField, losses);
      const user = readUser(row, nameField);
      if (typeof user === 'string') {
        losses.add(user, `${String(row.pk)} ${String(row[nameField])}`);
        continue;
      }
      ids.add(user.id);
      highest = Math.max(highest, user.id);
      names.add(user);
      emails.add(user);
      const counts = hashers.get(hasherOf(user)) ?? { all: 0, logIn: 0, inactive: 0, mustReset: 0 };
      hashers.set(hasherOf(user), counts);
      counts.all++;
      if (!user.isActive) counts.inactive++;
      if (isReadable(user)) counts.logIn += Number(user.isActive);
      else if (hasherOf(user) !== 'no password') {
        counts.mustReset++;
        mustReset.push(user);
        losses.add(
          `must get a new password: theirs is ${hasherOf(user)}, which is not read`,
          user.username,
        );
      }
      if (nameObstacle(user.username) !== undefined) unusual.push(user);
    }
  }
  // When all are known, it can be told whose a name is.
  for (const user of unusual) {
    const obstacle = nameObstacle(names.storedName(user));
    if (obstacle === undefined) continue;
    losses.add(`cannot log in by password: they ${obstacle}`, user.username);
    const counts = hashers.get(hasherOf(user));
    if (counts !== undefined && user.isActive && isReadable(user)) counts.logIn--;
  }
  return { hashers, names, emails, ids, mustReset, losses, highest };
}

/** Notes what a user has that is not taken over. */
function addFields(row: DjangoRow, nameField: string, losses: Losses): void {
  if (row.pk === undefined) throw new NaturalKeys();
  for (const [field, value] of Object.entries(row)) {
    if ([...KNOWN_FIELDS, nameField, 'id', 'pk'].includes(field)) continue;
    const isEmpty = [null, undefined, '', 0, false].includes(value as null);
    if (isEmpty || (Array.isArray(value) && value.length === 0)) continue;
    // Superusers are all that there is here of staff.
    if (field === 'is_staff' && (row.is_superuser === 1 || row.is_superuser === true)) continue;
    losses.add(`users have something in ${field}, which is not taken over`);
  }
}

/** Notes what is in other tables, and is not taken over. */
async function addUncarried(source: OpenSource, model: string, losses: Losses): Promise<void> {
  const tables = [
    ['auth.group', 'groups are not taken over'],
    [`${model}_groups`, 'memberships of users in groups are not taken over'],
    [`${model}_user_permissions`, 'permissions of users are not taken over'],
    ['sessions.session', 'sessions are not taken over: their owners log in once'],
  ] as const;
  for (const [table, loss] of tables) {
    const count = await source.count(table);
    if (count > 0) losses.add(loss, undefined, count);
  }
}
