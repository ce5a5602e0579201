import type { VNode } from 'preact';
import { Field, Problems } from '../../layout/field.tsx';
import type { FormProblems } from '../../layout/submit-form.ts';

interface OwnPasswordProperties {
  readonly problems: FormProblems | undefined;
}

/** Asks superusers for their own password, before what a stolen session must not be able to do. */
export function OwnPassword({ problems }: OwnPasswordProperties): VNode {
  return (
    <>
      <Problems problems={problems?.non_field_errors} />
      <Field
        label="Your own password"
        name="current_password"
        isSecret
        autocomplete="current-password"
        problems={problems?.current_password}
      />
    </>
  );
}
