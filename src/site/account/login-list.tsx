import type { VNode } from 'preact';
import { describeUserAgent } from '../../http/client.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Time } from '../../layout/time.tsx';
import type { OwnLogin } from './logins.ts';

interface LoginListProperties {
  readonly logins: readonly OwnLogin[];
  /** Unix milliseconds. */
  readonly now: number;
  /** Below which path they are ended. */
  readonly at: string;
}

/** A user's logins, each with a way to end it. */
export function LoginList({ logins, now, at }: LoginListProperties): VNode {
  if (logins.length === 0)
    return <p>Nowhere. Requests with a password or a token need no login.</p>;
  return (
    <ul>
      {logins.map((login) => (
        <li>
          <LoginEntry login={login} now={now} />{' '}
          {/* What a screen reader says of a link must do without the words around it. */}
          <Anchor
            to={`${at}/sessions/${login.id}/end/`}
            aria-label={`End ${clientOf(login)}, ${login.scheme}`}
          >
            End
          </Anchor>
        </li>
      ))}
    </ul>
  );
}

interface LoginEntryProperties {
  readonly login: OwnLogin;
  readonly now: number;
}

/** What a person knows a login by. */
export function LoginEntry({ login, now }: LoginEntryProperties): VNode {
  return (
    <>
      <strong>{clientOf(login)}</strong>
      {login.isCurrent && (
        <>
          {' '}
          <mark>this one</mark>
        </>
      )}
      <small>
        {login.scheme}, from {login.address ?? 'an unknown address'}; last seen{' '}
        <Time at={login.lastSeenAt} now={now} />, ends <Time at={login.expiresAt} now={now} />{' '}
        unless it is used
      </small>
    </>
  );
}

function clientOf({ userAgent }: OwnLogin): string {
  return describeUserAgent(userAgent) ?? 'An unknown program';
}
