import type { VNode } from 'preact';
import { Page } from '../../web/page.tsx';
import { CSRF_FIELD } from './csrf.ts';

/** Asks before logging out: a link, which any site can make a browser follow, must not do it. */
export function LogoutPage({ csrfToken }: { readonly csrfToken: string }): VNode {
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
