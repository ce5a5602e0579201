import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import multer from 'multer';
import { HttpError } from './errors.ts';

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const isKnown = request.is(['json', 'urlencoded', 'multipart']) !== false;
  const type = request.get('Content-Type') ?? '';
  if (isKnown || request.get('Content-Length') === '0') next();
  else next(new HttpError(415, `Unsupported media type "${type}" in request.`));
};

/**
 * Fields alone, no files. By default multer takes any number of them, and would make an array of
 * four thousand million items of one that is called `a[4000000000]`.
 */
const parseMultipart = multer({
  limits: { fields: 100, fieldSize: 100_000, fieldNameSize: 100, fieldNestingDepth: 0 },
}).none();

const readMultipart: RequestHandler = (request, response, next) => {
  void parseMultipart(request, response, (error: unknown) => {
    next(error === undefined ? undefined : new HttpError(400, 'Multipart form parse error.'));
  });
};

/** JSON, form or multipart → `request.body`. It stands on the routes that read one. */
export const readBody = Router().use(
  refuseOtherTypes,
  express.json(),
  express.urlencoded({ extended: false }),
  readMultipart,
);
