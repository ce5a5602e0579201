import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { redirect } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Field } from '../../layout/field.tsx';
import { Form } from '../../layout/form.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { submitForm } from '../../layout/submit-form.ts';
import type { FormProblems } from '../../layout/submit-form.ts';
import type { Administration } from './administration.ts';
import { OwnPassword } from './own-password.tsx';
import { pathOf } from './user-link.tsx';

/** `/admin/users/new/`: the form to make a user with. */
export function newUserPage(administration: Administration): RequestHandler {
  return endpoint({
    GET(request, response) {
      sendPage(response, 200, <NewUserPage request={request} />);
    },

    async POST(request, response) {
      const typed = Object((await readBody(request)) ?? {}) as Typed;
      let path = '';
      const isMade = await submitForm(
        response,
        async () => (path = pathOf(await administration.create(request))),
        (problems) => <NewUserPage {...{ request, typed, problems }} />,
      );
      if (isMade) redirect(response, `${path}/`);
    },
  });
}

/** What was typed, which need not be typed again. */
interface Typed {
  readonly username?: unknown;
  readonly email?: unknown;
}

interface NewUserPageProperties {
  readonly request: Request;
  readonly typed?: Typed;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

function NewUserPage({ request, typed, problems }: NewUserPageProperties): VNode {
  return (
    <Page title={problems === undefined ? 'Make a user' : 'Error: Make a user'}>
      <h1>Make a user</h1>
      <Form request={request} action="/admin/users/new/">
        <Field
          label="Name"
          name="username"
          autocomplete="off"
          maxLength={150}
          value={textOf(typed?.username)}
          problems={problems?.username}
        />
        <Field
          label="E-mail address; may be left empty"
          name="email"
          autocomplete="off"
          isOptional
          value={textOf(typed?.email)}
          problems={problems?.email}
        />
        <Field
          label="Password"
          name="password"
          isSecret
          autocomplete="new-password"
          minLength={8}
          problems={problems?.password}
        />
        <OwnPassword problems={problems} />
        <button type="submit">Make the user</button>
      </Form>
      <p>
        <Anchor to="/admin/">Back to all users</Anchor>
      </p>
    </Page>
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
