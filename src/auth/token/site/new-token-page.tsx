import type { Request } from 'express';
import type { VNode } from 'preact';
import { Anchor } from '../../../layout/anchor.tsx';
import { Field, Problems } from '../../../layout/field.tsx';
import { Form } from '../../../layout/form.tsx';
import { Page, Script } from '../../../layout/page.tsx';
import type { FormProblems } from '../../../layout/submit-form.ts';
import { LONGEST_NAME, LONGEST_SCOPE } from '../personal-access-tokens.ts';

const DAY = 86_400_000;

/** What there is to choose from: words → days. */
const LIFETIMES = { '7 days': 7, '30 days': 30, '90 days': 90, 'one year': 365 };

interface NewTokenPageProperties {
  readonly request: Request;
  /** Unix milliseconds. */
  readonly now: number;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

/** The form to make a token with. */
export function NewTokenPage({ request, now, problems }: NewTokenPageProperties): VNode {
  return (
    <Page title={problems === undefined ? 'Make a token' : 'Error: Make a token'}>
      <h1>Make a token</h1>
      <p>It lets a program in as you, without your password, until it expires or you revoke it.</p>
      <Problems problems={problems?.non_field_errors ?? problems?.expires} />
      <Form request={request} action="/account/tokens/new/">
        <Field
          label="Name, such as that of the program"
          name="name"
          autocomplete="off"
          maxLength={LONGEST_NAME}
          problems={problems?.name}
        />
        <Field
          label="Limited to scopes, such as read; left empty, it may do all that you may"
          name="scope"
          autocomplete="off"
          isOptional
          maxLength={LONGEST_SCOPE}
          problems={problems?.scope}
        />
        <label>
          Works for
          <select name="expires">
            {Object.entries(LIFETIMES).map(([words, days]) => (
              <option value={new Date(now + days * DAY).toISOString()} selected={days === 90}>
                {words}
              </option>
            ))}
            <option value="">ever</option>
          </select>
        </label>
        <Field
          label="Your password"
          name="current_password"
          isSecret
          autocomplete="current-password"
          problems={problems?.current_password}
        />
        <button type="submit">Make a token</button>
      </Form>
      <p>
        <Anchor to="/account/">Back to your account</Anchor>
      </p>
    </Page>
  );
}

interface TokenMadePageProperties {
  readonly key: string;
  readonly name: string;
}

/** The only page that ever shows the key. It answers the form itself, so that no URL has it. */
export function TokenMadePage({ key, name }: TokenMadePageProperties): VNode {
  return (
    <Page title="Token made">
      <h1>Token made</h1>
      <p role="status">
        Copy <strong>{name}</strong> now: it is not shown again.
      </p>
      <Script file="copy.js" />
      <div class="command">
        <pre>
          <code>{key}</code>
        </pre>
      </div>
      <p>
        A program sends it with each request, as <code>Authorization: Token …</code>
      </p>
      <p>
        <Anchor to="/account/">Back to your account</Anchor>
      </p>
    </Page>
  );
}
