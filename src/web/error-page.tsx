import type { ErrorRequestHandler } from 'express';
import { STATUS_CODES } from 'node:http';
import type { HttpError } from '../errors.ts';
import { prefersHtml } from '../http/negotiation.ts';
import { Page, sendPage } from './page.tsx';

/** An error as a page, for who asks for one. */
export const errorPage: ErrorRequestHandler = (error: HttpError, request, response, next) => {
  if (!prefersHtml(request)) {
    next(error);
    return;
  }
  const reason = STATUS_CODES[error.status] ?? 'Error';
  const title = `${error.status} ${reason}`;
  const detail = 'detail' in error.body ? String(error.body.detail) : '';
  // "Not found." below "404 Not Found" says nothing.
  const isNews = detail !== '' && detail.toLowerCase() !== `${reason.toLowerCase()}.`;
  sendPage(
    response,
    error.status,
    <Page title={title}>
      <h1>{title}</h1>
      {isNews && <p role="alert">{detail}</p>}
      <p>
        <a href="/home/">Back to the start</a>
      </p>
    </Page>,
  );
};
