import type { Response } from 'express';
import type { VNode } from 'preact';
import { ValidationError } from '../http/validation-error.ts';
import { Throttled } from '../throttle/throttled.ts';
import { sendPage } from './page.tsx';

/** What is wrong with a form, by field; `non_field_errors` are about it as a whole. */
export type FormProblems = ValidationError['body'];

/**
 * Does what a form asks for. Where that is refused for something that a person can mend, they get
 * the form again.
 *
 * @param form the page with what is wrong.
 * @returns whether it was done; otherwise the answer has been given.
 */
export async function submitForm(
  response: Response,
  work: () => Promise<unknown>,
  form: (problems: FormProblems) => VNode,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Throttled) {
      response.set('Retry-After', String(error.seconds));
      sendPage(response, 429, form({ non_field_errors: [error.explanation] }));
    } else if (error instanceof ValidationError) sendPage(response, 400, form(error.body));
    else throw error;
    return false;
  }
}
