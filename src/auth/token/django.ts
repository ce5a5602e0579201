import type { Clock } from '../../clock.ts';
import type { Database, Queries } from '../../database/database.ts';
import { insertRows, marksFor } from '../../database/insert-rows.ts';
import type { Seal } from '../../keys/seal.ts';
import { foreignKeyOf, textOf, timeOf } from '../django.ts';
import { idOf } from '../../users/user.ts';
import type {
  DjangoCredential,
  DjangoExchange,
  DjangoImport,
  DjangoObject,
  DjangoRow,
} from '../django.ts';
import { digestOf, PREFIX_LENGTH } from './digest.ts';

const TOKEN = 'authtoken.token';
const KNOX_TOKEN = 'knox.authtoken';

const TOKEN_COLUMNS = ['user_id', 'digest', 'sealed', 'credentials_epoch', 'created_at'];
const NAMED_COLUMNS = [
  'user_id',
  'credentials_epoch',
  'name',
  'digest',
  'prefix',
  'created_at',
  'expires_at',
];
/** Those that work. */
const SELECT_SEALED = `
  SELECT tokens.user_id, tokens.sealed, tokens.created_at FROM tokens
  JOIN users ON users.id = tokens.user_id AND users.credentials_epoch = tokens.credentials_epoch
  WHERE tokens.user_id > ? ORDER BY tokens.user_id LIMIT ?`;

/** How many tokens are read at a time. */
const BATCH = 500;

/** What is called SHA-512, the only digest that knox takes unless it is told otherwise. */
const SHA512 = /^[0-9a-f]{128}$/;

/** DRF's tokens, both ways, and knox's, whose digests cannot be made into keys again. */
export function tokenExchange(database: Database, seal: Seal, clock: Clock): DjangoExchange {
  return {
    imports: [importTokens(seal, clock), importKnox(clock)],
    exports: [() => readTokens(database, seal)],
  };
}

/** `rest_framework.authtoken`: a key for each user. */
function importTokens(seal: Seal, clock: Clock): DjangoImport {
  const toCredential = (row: DjangoRow): DjangoCredential => {
    const key = textOf(row.pk) ?? '';
    const digest = digestOf(key);
    return {
      id: digest,
      kind: 'API tokens',
      userId: idOf(foreignKeyOf(row, 'user')),
      ...(!/^[\x21-\x7e]+$/.test(key) && { obstacle: 'their key fits into no header' }),
      valuesFor: ({ id, credentialsEpoch }) => [
        ...[id, digest, seal.close(key, String(id)), credentialsEpoch],
        timeOf(row.created) ?? clock(),
      ],
    };
  };
  return {
    name: 'authtoken',
    models: { [TOKEN]: ['user', 'created'] },
    ...importInto('tokens', TOKEN_COLUMNS, TOKEN, toCredential),
  };
}

/** `django-rest-knox` from 4.2 on: any number of digests for each user, most of which expire. */
function importKnox(clock: Clock): DjangoImport {
  const toCredential = (row: DjangoRow): DjangoCredential => {
    const digest = textOf(row.pk) ?? '';
    const obstacle = obstacleOf(row, digest, clock());
    return {
      id: digest,
      kind: 'knox tokens',
      userId: idOf(foreignKeyOf(row, 'user')),
      ...(obstacle !== undefined && { obstacle }),
      valuesFor: ({ id, credentialsEpoch }) => [
        ...[id, credentialsEpoch, 'knox', digest],
        (textOf(row.token_key) ?? '').slice(0, PREFIX_LENGTH),
        timeOf(row.created) ?? clock(),
        timeOf(row.expiry) ?? null,
      ],
    };
  };
  return {
    name: 'knox',
    models: { [KNOX_TOKEN]: ['user', 'created', 'token_key'] },
    ...importInto('named_tokens', NAMED_COLUMNS, KNOX_TOKEN, toCredential),
  };
}

function obstacleOf(row: DjangoRow, digest: string, now: number): string | undefined {
  if ('salt' in row || !('expiry' in row))
    return 'their digests are salted; knox 4.2 and newer ones are not';
  if (!SHA512.test(digest)) return 'their digest is not SHA-512';
  if (row.expiry === null) return undefined;
  const expiresAt = timeOf(row.expiry);
  if (expiresAt === undefined) return 'when they expire cannot be read';
  return expiresAt <= now ? 'over' : undefined;
}

/** How rows of a model become rows of a table. One that is there already stays; so does a user's only one. */
function importInto(
  table: 'tokens' | 'named_tokens',
  columns: readonly string[],
  model: string,
  toCredential: (row: DjangoRow) => DjangoCredential,
): Pick<DjangoImport, 'read' | 'store' | 'end'> {
  return {
    async *read(source) {
      for await (const rows of source.read(model)) yield rows.map(toCredential);
    },
    store: (queries, rows) => insertRows(queries, table, columns, rows, 'ON CONFLICT DO NOTHING'),
    async end(queries, digests) {
      await queries.run(`DELETE FROM ${table} WHERE digest IN (${marksFor(digests)})`, ...digests);
    },
  };
}

/** Tokens that can be shown again; those that were sealed under a key that is gone cannot. */
async function* readTokens(database: Queries, seal: Seal): AsyncGenerator<DjangoObject[]> {
  let last = 0;
  for (;;) {
    interface Row {
      user_id: number;
      sealed: Buffer;
      created_at: number;
    }
    const rows = await database.all<Row>(SELECT_SEALED, last, BATCH);
    if (rows.length === 0) return;
    last = rows.at(-1)?.user_id ?? last;
    yield rows.flatMap(({ user_id: user, sealed, created_at: createdAt }) => {
      const key = seal.open(sealed, String(user))?.text;
      const created = new Date(createdAt).toISOString();
      return key === undefined ? [] : [{ model: TOKEN, pk: key, fields: { user, created } }];
    });
  }
}
