import type { Request } from 'express';
import type { VNode } from 'preact';
import { HomeAnchor } from '../../layout/anchor.tsx';
import { Form } from '../../layout/form.tsx';
import { Page } from '../../layout/page.tsx';
import type { LoginField } from '../../users/login-fields.ts';
import { CSRF_FIELD } from './csrf.ts';

const LABELS = { username: 'Username', email: 'E-mail address' };

interface LoginPageProperties {
  readonly request: Request;
  readonly csrfToken: string;
  /** What people log in with. */
  readonly fields: readonly LoginField[];
  /** Who is logged in already. */
  readonly user: string | undefined;
  /** Where to go afterwards; empty for the usual place. */
  readonly next: string;
  /** What was typed before, so that it need not be typed again. */
  readonly username: string;
  /** Why the last attempt was refused. */
  readonly problem: string | undefined;
}

/** The login form. It needs no script; password managers know it by its autocomplete hints. */
export function LoginPage(properties: LoginPageProperties): VNode {
  const { request, csrfToken, fields, user, next, username, problem } = properties;
  const label = fields.map((field) => LABELS[field]).join(' or ');
  const failed = problem !== undefined;
  return (
    // The title is what a screen reader says first.
    <Page title={failed ? 'Error: Log in' : 'Log in'}>
      <h1>Log in</h1>
      {user !== undefined && (
        <p role="status">
          You are logged in as <strong>{user}</strong>.{' '}
          {next === '' ? <HomeAnchor>Go on</HomeAnchor> : <a href={next}>Go on</a>}, or log in as
          somebody else.
        </p>
      )}
      {failed && (
        <p role="alert" id="problem">
          {problem}
        </p>
      )}
      <Form request={request} action="/login/">
        <input type="hidden" name={CSRF_FIELD} value={csrfToken} />
        <input type="hidden" name="next" value={next} />
        <label>
          {label.charAt(0) + label.slice(1).toLowerCase()}
          <input
            name="username"
            value={username}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            maxLength={254}
            required
            autofocus={!failed}
            aria-describedby={failed ? 'problem' : undefined}
          />
        </label>
        <label>
          Password
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            autofocus={failed}
            aria-describedby={failed ? 'problem' : undefined}
          />
        </label>
        <button type="submit">Log in</button>
      </Form>
    </Page>
  );
}
