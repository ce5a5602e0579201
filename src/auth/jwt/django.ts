import type { Clock } from '../../clock.ts';
import type { Database, Queries, SqlValue } from '../../database/database.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { foreignKeyOf, textOf, timeOf } from '../django.ts';
import { idOf } from '../../users/user.ts';
import type {
  DjangoCredential,
  DjangoExchange,
  DjangoImport,
  DjangoObject,
  DjangoRow,
  DjangoSource,
} from '../django.ts';
import { canBegin, parseJti } from './family.ts';
import { InvalidToken } from './compact.ts';
import type { JsonWebTokens } from './json-web-token.ts';
import { MOST_LEEWAY } from './store.ts';
import { claimsOf, settingsOf } from './unverified.ts';

const OUTSTANDING = 'token_blacklist.outstandingtoken';
const BLACKLISTED = 'token_blacklist.blacklistedtoken';

const COLUMNS = [
  ...['id', 'user_id', 'credentials_epoch', 'issued_at', 'expires_at', 'forget_at'],
  ...['created_at', 'last_seen_at', 'revoked_at'],
];
/** A family that is here already goes on, unless its token was blacklisted there since. */
const REVOKE = `
  ON CONFLICT (id) DO UPDATE SET
    revoked_at = COALESCE(refresh_token_families.revoked_at, excluded.revoked_at)`;

/** Families with tokens that Django would take and that are refused here: spent ones, and all of an ended family. */
const SELECT_DEAD = `
  SELECT refresh_token_families.id, user_id, generation, issued_at, forget_at,
    revoked_at IS NOT NULL
      OR refresh_token_families.credentials_epoch <> users.credentials_epoch AS has_ended
  FROM refresh_token_families JOIN users ON users.id = user_id
  WHERE refresh_token_families.id > ? AND forget_at > ?
    AND (generation > 0 OR revoked_at IS NOT NULL
      OR refresh_token_families.credentials_epoch <> users.credentials_epoch)
  ORDER BY refresh_token_families.id LIMIT ?`;

/** A row of {@link SELECT_DEAD}. */
interface DeadFamily {
  id: string;
  user_id: number;
  generation: number;
  issued_at: number;
  forget_at: number;
  has_ended: number | boolean;
}

/** How many families are read at a time. */
const BATCH = 500;

export interface JwtExchangeParts {
  readonly database: Database;
  readonly tokens: JsonWebTokens;
  readonly clock: Clock;
  /** For how many milliseconds a login can be refreshed; Infinity where nothing limits it. */
  readonly absoluteLifetime: number;
}

/** SimpleJWT's outstanding and blacklisted refresh tokens, each of them a family. */
export function jwtExchange(parts: JwtExchangeParts): DjangoExchange {
  return {
    imports: [importRefreshTokens(parts)],
    exports: [() => readBlacklist(parts)],
  };
}

function importRefreshTokens(parts: JwtExchangeParts): DjangoImport {
  return {
    name: 'token_blacklist',
    models: {
      [OUTSTANDING]: ['user', 'jti', 'token', 'created_at', 'expires_at'],
      [BLACKLISTED]: ['token', 'blacklisted_at'],
    },
    async *read(source) {
      const blacklistedAt = await readBlacklistedAt(source);
      for await (const rows of source.read(OUTSTANDING)) {
        yield await Promise.all(
          rows.map((row) => toCredential(parts, row, blacklistedAt.get(row.pk))),
        );
      }
    },
    store: storeFamilies,
    settings: async (source) => {
      let newest: DjangoRow | undefined;
      for await (const rows of source.read(OUTSTANDING)) newest = rows.at(-1);
      return settingsOf(claimsOf(textOf(newest?.token)));
    },
  };
}

/** Primary key of an outstanding token → when it was blacklisted, in Unix milliseconds. */
async function readBlacklistedAt(source: DjangoSource): Promise<Map<unknown, number>> {
  const moments = new Map<unknown, number>();
  for await (const rows of source.read(BLACKLISTED)) {
    for (const row of rows) {
      moments.set(foreignKeyOf(row, 'token'), timeOf(row.blacklisted_at) ?? 0);
    }
  }
  return moments;
}

async function toCredential(
  parts: JwtExchangeParts,
  row: DjangoRow,
  blacklistedAt?: number,
): Promise<DjangoCredential> {
  const jti = textOf(row.jti) ?? '';
  const expiresAt = timeOf(row.expires_at) ?? 0;
  const issuedAt = timeOf(row.created_at) ?? parts.clock();
  const isBlacklisted = blacklistedAt !== undefined;
  const obstacle = await obstacleOf(parts, row, isBlacklisted);
  const claims = claimsOf(textOf(row.token));
  return {
    id: jti,
    kind: isBlacklisted ? 'blacklisted refresh tokens' : 'refresh tokens',
    // The token alone tells of users who were deleted.
    userId: idOf(foreignKeyOf(row, 'user')) ?? idOf(claims.user_id),
    state: isBlacklisted ? 'blacklisted' : '',
    ...(obstacle !== undefined && { obstacle }),
    valuesFor: ({ id, credentialsEpoch }) => [
      ...[parseJti(jti).family, id, credentialsEpoch, issuedAt, expiresAt, expiresAt + MOST_LEEWAY],
      // A login that began long ago is not over before its token is.
      Math.max(issuedAt, expiresAt - parts.absoluteLifetime),
      ...[issuedAt, blacklistedAt ?? null],
    ],
  };
}

async function obstacleOf(
  { tokens, clock }: JwtExchangeParts,
  row: DjangoRow,
  isBlacklisted: boolean,
): Promise<string | undefined> {
  const [jti, token] = [textOf(row.jti) ?? '', textOf(row.token) ?? ''];
  const expiresAt = timeOf(row.expires_at);
  if (expiresAt === undefined) return 'when they expire cannot be read';
  if (expiresAt + (isBlacklisted ? MOST_LEEWAY : 0) <= clock()) return 'over';
  if (isBlacklisted) return undefined;
  // Their users were deleted, or they were issued here.
  if (foreignKeyOf(row, 'user') === null || !canBegin(jti)) return 'over';
  if (claimsOf(token).token_type === 'sliding')
    return 'they are sliding tokens, which are not read';
  try {
    await tokens.verify(token);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    return 'they would be refused: they are signed with another key than this server’s, or are for another issuer or audience';
  }
}

/** Where a family is there twice, a revoked row counts. */
async function storeFamilies(
  queries: Queries,
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  const byId = new Map<SqlValue | undefined, readonly SqlValue[]>();
  for (const row of rows) {
    if (!byId.has(row[0]) || row.at(-1) !== null) byId.set(row[0], row);
  }
  const families = [...byId.values()];
  const count = await insertRows(queries, 'refresh_token_families', COLUMNS, families, REVOKE);
  return count + rows.length - families.length;
}

/**
 * Every token that is dead here and would be good there, until it has expired. SimpleJWT looks for `jti`
 * alone, so that neither the tokens themselves nor when they were issued is needed.
 */
async function* readBlacklist({
  database,
  clock,
}: JwtExchangeParts): AsyncGenerator<DjangoObject[]> {
  let last = '';
  let pk = 0;
  for (;;) {
    const rows = await database.all<DeadFamily>(SELECT_DEAD, last, clock(), BATCH);
    if (rows.length === 0) return;
    last = rows.at(-1)?.id ?? last;
    for (const row of rows) {
      const count = row.generation + (row.has_ended ? 1 : 0);
      for (let first = 0; first < count; first += BATCH) {
        const generations = Array.from(
          { length: Math.min(BATCH, count - first) },
          (_, index) => first + index,
        );
        yield generations.flatMap((generation) => blacklisted(row, generation, ++pk));
      }
    }
  }
}

function blacklisted(row: DeadFamily, generation: number, pk: number): DjangoObject[] {
  const [createdAt, expiresAt] = [row.issued_at, row.forget_at].map((at) =>
    new Date(at).toISOString(),
  );
  const jti = generation === 0 ? row.id : `${row.id}.${generation}`;
  const outstanding = {
    user: row.user_id,
    jti,
    token: '',
    created_at: createdAt,
    expires_at: expiresAt,
  };
  return [
    { model: OUTSTANDING, pk, fields: outstanding },
    { model: BLACKLISTED, pk, fields: { token: pk, blacklisted_at: createdAt } },
  ];
}
