import type { Request } from 'express';
import type { VNode } from 'preact';
import { Field } from '../../../layout/field.tsx';
import { Form } from '../../../layout/form.tsx';

interface SendFormProperties {
  readonly request: Request;
  /** The scheme's name. */
  readonly scheme: string;
  /** What is wrong with the password. */
  readonly problems?: readonly string[];
}

/** Runs a scheme's requests for real. */
export function SendForm({ request, scheme, problems = [] }: SendFormProperties): VNode {
  return (
    <Form request={request} action={`/live/${scheme}/`}>
      {/* Hidden from people; password managers want to know whose password it is. */}
      <input
        type="text"
        name="username"
        value={request.user?.username}
        autocomplete="username"
        readonly
        hidden
      />
      <Field
        label="Your password"
        name="password"
        isSecret
        autocomplete="current-password"
        problems={problems}
      />
      <button type="submit">Send</button>
    </Form>
  );
}
