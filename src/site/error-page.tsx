import type { ErrorRequestHandler } from 'express';
import type { HttpError } from '../http/http-error.ts';
import { prefersHtml } from '../http/negotiation.ts';
import { STATUS_CODES } from '../http/node-http.ts';
import { HomeAnchor } from '../layout/anchor.tsx';
import { Page, sendPage } from '../layout/page.tsx';

/** What the name of a status leaves open. */
const WORDS: Partial<Record<number, string>> = {
  404: 'There is no page at this address. The address may be wrong, or the page was removed.',
  500: 'Something went wrong on the server. It has been logged; try again later.',
};

/** An error as a page, where a page was asked for. */
export const errorPage: ErrorRequestHandler = (error: HttpError, request, response, next) => {
  if (!prefersHtml(request)) {
    next(error);
    return;
  }
  const { status, explanation } = error;
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  const detail = detailOf(error);
  const pause = error.headers['Retry-After'];
  sendPage(
    response,
    status,
    <Page title={title}>
      <h1>{title}</h1>
      <p role="alert">{explanation ?? detail ?? WORDS[status]}</p>
      {explanation === undefined && pause !== undefined && (
        <p>Try again in {pause === '1' ? 'a second' : `${String(pause)} seconds`}.</p>
      )}
      {explanation !== undefined && detail !== undefined && (
        <p>
          <small>{detail}</small>
        </p>
      )}
      <p>
        <HomeAnchor>Back to the start</HomeAnchor>
      </p>
    </Page>,
  );
};

/** What the error says beyond its status: "Not found." below "404 Not Found" says nothing. */
function detailOf({ status, body }: HttpError): string | undefined {
  // What happened is for the log alone, so that there is nothing to say but the status.
  if (status === 500 || !('detail' in body)) return undefined;
  const detail = String(body.detail);
  return detail.toLowerCase() === `${STATUS_CODES[status]?.toLowerCase() ?? ''}.`
    ? undefined
    : detail;
}
