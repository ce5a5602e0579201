import { formatCount } from '../progress.ts';
import { formatColumns } from '../table.ts';
import type { ExistingUser } from './existing-users.ts';
import type { Survey } from './survey.ts';
import type { WrittenCredentials } from './write-credentials.ts';
import type { WrittenUsers } from './write-users.ts';

/** What is there, and what becomes of it. */
export function describeSurvey(survey: Survey): string {
  const { hashers, credentials, losses } = survey;
  const users = [...hashers].map(([hasher, { all, logIn, inactive, mustReset }]) => [
    hasher,
    ...[all, logIn, inactive, mustReset].map(formatCount),
  ]);
  const head = ['password', 'users', 'can log in', 'inactive', 'must reset'];
  const tables = [formatColumns(head, users)];
  if (credentials.size > 0) {
    const rows = [...credentials].map(([kind, count]) => [kind, formatCount(count)]);
    tables.push(formatColumns(['credentials', 'taken over'], rows));
  }
  tables.push(`The next new user here gets an id above ${survey.lastId}.`);
  if (!losses.isEmpty) {
    tables.push(formatColumns(['lost', 'what', 'whose'], losses.rows()));
  }
  return tables.join('\n\n');
}

/** Users who stand in the way. */
export function describeExisting(existing: readonly ExistingUser[]): string {
  const rows = existing.map(({ id, username, isSameName }) => [
    String(id),
    username,
    isSameName ? 'gives way to the one of this name there' : 'gets another id, and logs in once',
  ]);
  return formatColumns(['id', 'user here', 'with --map-existing'], rows);
}

/** E-mail addresses that cannot be logged in with; a few of them stand for all. */
export function describeShared(emails: readonly string[]): string {
  const some = emails.slice(0, 5).join(', ') + (emails.length > 5 ? ', …' : '');
  const subject = emails.length === 1 ? 'an e-mail address' : `${emails.length} e-mail addresses`;
  return `LOGIN_FIELDS: has email, and ${subject} would be several users' (${some}); give each user one of their own, or set LOGIN_FIELDS=username. Nothing was changed.`;
}

/** What was written. */
export function describeWritten(
  users: WrittenUsers,
  credentials: readonly WrittenCredentials[],
): string {
  const { added, changed, unchanged, kept, deleted, shutOut } = users;
  const rows = [
    ['users', added, changed, unchanged, kept.length + deleted, shutOut],
    ...credentials.map(({ name, stored, unchanged, displaced, ownerless, ended }) => [
      ...[name, stored, 0, unchanged, displaced + ownerless, ended],
    ]),
  ].map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell)));
  const head = ['written', 'new', 'changed there', 'as before', 'left as here', 'gone there'];
  const lines = [formatColumns(head, rows)];
  if (kept.length > 0) {
    lines.push(`Changed there and here, and left as here: ${kept.join(', ')}`);
  }
  return lines.join('\n\n');
}

/**
 * The settings that make this server go on as that one did.
 *
 * @param known lines of `.env` that the source tells.
 */
export function describeSettings(known: readonly string[]): string {
  return [
    'Settings to copy into .env (docs/from-django.md says what prints the rest of them there):',
    ...known.map((line) => `  ${line}`),
    "  JWT_SIGNING_KEY='…'           SIMPLE_JWT['SIGNING_KEY'], or else SECRET_KEY; in single quotes",
    '  JWT_ROTATE_REFRESH=false      unless ROTATE_REFRESH_TOKENS is True',
  ].join('\n');
}
