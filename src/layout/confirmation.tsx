import type { Request } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { Anchor } from './anchor.tsx';
import { Form } from './form.tsx';
import { Page } from './page.tsx';

interface ConfirmationProperties {
  readonly request: Request;
  /** What is about to be done, as a question. */
  readonly question: string;
  /** What is lost by it. */
  readonly children: ComponentChildren;
  /** What has to be filled in for it. */
  readonly fields?: ComponentChildren;
  /** Whether it was, and did not hold. */
  readonly isRefused?: boolean;
  /** Where the answer goes; it is "yes". */
  readonly action: string;
  /** That answer, as a verb. */
  readonly button: string;
  /** The other answer: the way back. */
  readonly back: string;
  readonly backTo: string;
}

/** Asks before something is lost. It is a page, so that it needs no script. */
export function Confirmation(properties: ConfirmationProperties): VNode {
  const { request, question, children, fields, isRefused = false } = properties;
  const { action, button, back, backTo } = properties;
  return (
    <Page title={isRefused ? `Error: ${question}` : question}>
      <h1>{question}</h1>
      {children}
      <Form request={request} action={action}>
        {fields}
        <button type="submit">{button}</button>
      </Form>
      <p>
        <Anchor to={backTo}>{back}</Anchor>
      </p>
    </Page>
  );
}
