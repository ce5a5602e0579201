import type { VNode } from 'preact';
import type { NamedCredential } from '../../auth/named-credentials.ts';
import type { Scheme } from '../../auth/scheme.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Time } from '../../layout/time.tsx';
import type { User } from '../../users/user.ts';

/** What a user has given to a program, and the name of the scheme that reads it. */
export interface ListedCredential extends NamedCredential {
  readonly scheme: string;
}

/** What a user has given to programs, by all schemes. */
export async function listCredentials(
  schemes: readonly Scheme[],
  user: User,
): Promise<ListedCredential[]> {
  const lists = schemes.map(async ({ name: scheme, namedCredentials }) =>
    (await namedCredentials?.list(user))?.map((credential) => ({ scheme, ...credential })),
  );
  return (await Promise.all(lists)).flatMap((list) => list ?? []);
}

interface CredentialListProperties {
  readonly credentials: readonly ListedCredential[];
  /** Unix milliseconds. */
  readonly now: number;
  /** Below which path they are revoked. */
  readonly at: string;
}

/** Each of them, with a way to revoke it. */
export function CredentialList({ credentials, now, at }: CredentialListProperties): VNode {
  if (credentials.length === 0) return <p>None.</p>;
  return (
    <ul>
      {credentials.map((credential) => (
        <li>
          <CredentialEntry credential={credential} now={now} />{' '}
          <Anchor
            to={`${at}/credentials/${credential.scheme}/${credential.id}/revoke/`}
            aria-label={`Revoke ${credential.name}`}
          >
            Revoke
          </Anchor>
        </li>
      ))}
    </ul>
  );
}

interface CredentialEntryProperties {
  readonly credential: ListedCredential;
  readonly now: number;
}

/** What a person knows it by. */
export function CredentialEntry({ credential, now }: CredentialEntryProperties): VNode {
  const { scheme, name, prefix, scope, createdAt, lastUsedAt, expiresAt } = credential;
  return (
    <>
      <strong>{name}</strong> <code>{prefix}…</code>
      <small>
        {scheme}, {scope !== null && <>limited to {scope}, </>}
        created <Time at={createdAt} now={now} />,{' '}
        {lastUsedAt === null ? (
          'never used'
        ) : (
          <Moment words="last used" at={lastUsedAt} now={now} />
        )}
        ,{' '}
        {expiresAt === null ? 'never expires' : <Moment words="expires" at={expiresAt} now={now} />}
      </small>
    </>
  );
}

function Moment({ words, at, now }: { words: string; at: number; now: number }): VNode {
  return (
    <>
      {words} <Time at={at} now={now} />
    </>
  );
}
