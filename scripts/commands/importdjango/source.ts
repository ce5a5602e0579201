import type { DjangoSource } from '../../../src/auth/django.ts';

/** A Django database, or a fixture, that somebody has to close. */
export interface OpenSource extends DjangoSource {
  /**
   * The columns of a model, or the fields of its objects.
   *
   * @returns undefined where there is no such model.
   */
  columns(model: string): Promise<readonly string[] | undefined>;
  /** How many rows a model has, or another table whose name is that of a model. */
  count(model: string): Promise<number>;
  /**
   * The last id that was given out in a model, also when its row is gone.
   *
   * @returns undefined where nothing tells.
   */
  lastId(model: string): Promise<number | undefined>;
  /** Models whose rows have a password and a last login, as users do. */
  userModels(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How many rows are read, and written in one transaction, at a time. */
export const BATCH = 500;

/** What users of a model have: enough to tell such a model by. */
export const USER_COLUMNS = ['password', 'last_login'] as const;

/** The models that Django itself keeps under other names. */
const TABLES: ReadonlyMap<string, string> = new Map([
  ['admin.logentry', 'django_admin_log'],
  ['contenttypes.contenttype', 'django_content_type'],
  ['sessions.session', 'django_session'],
]);

/** A model as fixtures write it: `auth.User` → `auth.user`. The name of an app stays. */
export function labelOf(model: string): string {
  const [app = '', name = ''] = model.split('.');
  return `${app}.${name.toLowerCase()}`;
}

/** The table of a model: `auth.User` → `auth_user`. */
export function tableOf(model: string): string {
  const label = labelOf(model);
  return TABLES.get(label) ?? label.replace('.', '_');
}
