import type { Request } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { sitePathsOf } from '../http/site-paths.ts';

/** What a form must send along with a request: the names of hidden fields → their values. */
export type FormFields = Readonly<Record<string, string>>;

declare global {
  namespace Express {
    interface Request {
      /** What the forms of this request's page have to send along. */
      formFields?: FormFields;
    }
  }
}

interface FormProperties {
  /** Whose page it is on. */
  readonly request: Request;
  /** Which of our own paths it is sent to, with POST. */
  readonly action: string;
  readonly children: ComponentChildren;
}

export function Form({ request, action, children }: FormProperties): VNode {
  return (
    <form method="post" action={sitePathsOf(request).basePath + action}>
      {Object.entries(request.formFields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
