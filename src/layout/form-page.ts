import type { Request, RequestHandler, Response } from 'express';
import type { VNode } from 'preact';
import { readBody } from '../http/body.ts';
import { endpoint } from '../http/endpoint.ts';
import { ValidationError } from '../http/fields.ts';
import { Throttled } from '../throttle/throttled.ts';
import { sendPage } from './page.tsx';

/** What is wrong with a form, by field; `non_field_errors` are about it as a whole. */
export type FormProblems = ValidationError['body'];

export interface FormView<Subject> {
  readonly request: Request;
  /** What the form is about. */
  readonly subject: Subject;
  /** What is wrong with the form that was sent; undefined before one was. */
  readonly problems?: FormProblems;
  /** The texts that were sent, by field, so that they need not be typed again. */
  readonly typed: Readonly<Partial<Record<string, string>>>;
}

/** A page that shows a form, takes what is sent, complains about it or leads on. */
export interface FormPage<Subject, Result> {
  /** What the form is about. @throws {HttpError} 404 when there is no such thing. */
  readonly find: (request: Request) => Subject | Promise<Subject>;
  readonly show: (view: FormView<Subject>) => VNode;
  /**
   * Does what the form asks for.
   *
   * @throws {ValidationError} 400 for what a person can mend: they get the form again.
   * @throws {Throttled} 429 likewise.
   */
  readonly submit: (request: Request, subject: Subject) => Promise<Result>;
  readonly then: (response: Response, result: Result, subject: Subject) => void;
}

/** Answers GET and POST for a page with a form. */
export function formPage<Subject, Result>(page: FormPage<Subject, Result>): RequestHandler {
  const { find, show, submit, then } = page;
  return endpoint({
    async GET(request, response) {
      sendPage(response, 200, show({ request, subject: await find(request), typed: {} }));
    },

    async POST(request, response) {
      const subject = await find(request);
      let result: Result;
      try {
        result = await submit(request, subject);
      } catch (error) {
        const problems = problemsOf(error);
        if (problems === undefined) throw error;
        if (error instanceof Throttled) response.set('Retry-After', String(error.seconds));
        const typed = textsIn(await readBody(request));
        const status = error instanceof Throttled ? 429 : 400;
        sendPage(response, status, show({ request, subject, problems, typed }));
        return;
      }
      then(response, result, subject);
    },
  });
}

/** What a person can mend; undefined for any other error. */
function problemsOf(error: unknown): FormProblems | undefined {
  if (error instanceof Throttled) return { non_field_errors: [error.explanation] };
  return error instanceof ValidationError ? error.body : undefined;
}

function textsIn(body: unknown): Record<string, string> {
  const texts = Object.entries(Object(body) as object).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
