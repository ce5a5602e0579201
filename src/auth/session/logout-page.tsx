import type { Request } from 'express';
import type { VNode } from 'preact';
import { Anchor, HomeAnchor } from '../../layout/anchor.tsx';
import { Form } from '../../layout/form.tsx';
import { Page } from '../../layout/page.tsx';
import { CSRF_FIELD } from './csrf.ts';

interface LogoutPageProperties {
  readonly request: Request;
  /** For the form; there is none where nobody is logged in. */
  readonly csrfToken: string | undefined;
}

/** Asks before logging out: a link, which any site can make a browser follow, must not do it. */
export function LogoutPage({ request, csrfToken }: LogoutPageProperties): VNode {
  if (csrfToken === undefined) {
    return (
      <Page title="Log out">
        <h1>You are not logged in</h1>
        <p>There is no session to end.</p>
        <p>
          <Anchor to="/login/">Log in</Anchor>
        </p>
      </Page>
    );
  }
  return (
    <Page title="Log out">
      <h1>Log out?</h1>
      <p>Your session ends on the server. The cookie that led to it is worth nothing afterwards.</p>
      <Form request={request} action="/logout/">
        <input type="hidden" name={CSRF_FIELD} value={csrfToken} />
        <button type="submit">Log out</button>
      </Form>
      <p>
        <HomeAnchor>Stay logged in</HomeAnchor>
      </p>
    </Page>
  );
}
