import type { Request } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { AnchorLine } from './anchor.tsx';
import { Problems } from './field.tsx';
import { Form } from './form.tsx';
import type { FormProblems } from './form-page.ts';
import { Page } from './page.tsx';

interface PageWithFormProperties {
  readonly request: Request;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems | undefined;
  readonly title: string;
  /** What happens when the form is sent. */
  readonly children?: ComponentChildren;
  readonly fields?: ComponentChildren;
  /** Where the form goes. */
  readonly action: string;
  /** What its button says: a verb. */
  readonly button: string;
  readonly back?: string;
  readonly backTo: string;
}

/** A page with one form. A question before something is lost is one, too, so that it needs no script. */
export function PageWithForm(properties: PageWithFormProperties): VNode {
  const { request, problems, title, children, fields } = properties;
  const { action, button, back = 'Cancel', backTo } = properties;
  return (
    // The title is what a screen reader says first.
    <Page title={problems === undefined ? title : `Error: ${title}`}>
      <h1>{title}</h1>
      {children}
      <Problems problems={problems?.non_field_errors} />
      <Form request={request} action={action}>
        {fields}
        <button type="submit">{button}</button>
      </Form>
      <AnchorLine to={backTo}>{back}</AnchorLine>
    </Page>
  );
}
