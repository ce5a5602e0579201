import type { Request, RequestHandler } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import type { FormFields } from '../../auth/form-fields.ts';
import type { Scheme } from '../../auth/scheme.ts';

declare global {
  namespace Express {
    interface Request {
      /** What the forms of this request's page have to send along. */
      formFields?: FormFields;
    }
  }
}

/**
 * Asks the scheme that let the request in what the forms of the page must send along with its
 * credentials. Only pages ask, for the answer may set a cookie.
 */
export function provideFormFields(schemes: readonly Scheme[]): RequestHandler {
  return (request, response, next) => {
    const scheme = schemes.find(({ name }) => name === request.scheme);
    request.formFields = scheme?.formFields?.(request, response) ?? {};
    next();
  };
}

interface FormProperties {
  /** Whose page it is on. */
  readonly request: Request;
  /** Where it is sent, with POST. */
  readonly action: string;
  readonly children: ComponentChildren;
}

/** A form that changes something. */
export function Form({ request, action, children }: FormProperties): VNode {
  return (
    <form method="post" action={action}>
      {Object.entries(request.formFields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
