import type { VNode } from 'preact';
import { Page } from '../../layout/page.tsx';
import { CSRF_FIELD } from './csrf.ts';

interface LogoutPageProperties {
  /** For the form; there is none where nobody is logged in. */
  readonly csrfToken: string | undefined;
}

/** Asks before logging out: a link, which any site can make a browser follow, must not do it. */
export function LogoutPage({ csrfToken }: LogoutPageProperties): VNode {
  if (csrfToken === undefined) {
    return (
      <Page title="Log out">
        <h1>You are not logged in</h1>
        <p>There is no session to end.</p>
        <p>
          <a href="/login/">Log in</a>
        </p>
      </Page>
    );
  }
  return (
    <Page title="Log out">
      <h1>Log out?</h1>
      <p>Your session ends on the server. The cookie that led to it is worth nothing afterwards.</p>
      <form method="post" action="/logout/">
        <input type="hidden" name={CSRF_FIELD} value={csrfToken} />
        <button type="submit">Log out</button>
      </form>
      <p>
        <a href="/home/">Stay logged in</a>
      </p>
    </Page>
  );
}
