import express from 'express';
import type { Request, Response } from 'express';
import { HttpError, ParseError } from './errors.ts';
import { parseForm } from './form.ts';
import { parseJson } from './json.ts';
import { parseMultipart } from './multipart.ts';

/** The largest body that is read, in bytes after decompression. */
const BODY_LIMIT = 100_000;

type Parser = (body: Buffer, contentType: string) => unknown;

/** Media type → parser, as DRF's default parsers. Each returns the data or throws a ParseError. */
const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseForm],
  ['multipart/form-data', parseMultipart],
]);

const readBytes = express.raw({ type: () => true, limit: BODY_LIMIT });

const received = new WeakMap<Request, Promise<Buffer>>();
const pending = new WeakMap<Request, Promise<unknown>>();

/** Waits for all of a request's body. What is wrong with it is for {@link readBody} to say. */
export async function receiveBody(request: Request, response: Response): Promise<void> {
  if (!hasBody(request)) return;
  await bytesOf(request, response).catch(() => undefined);
}

/**
 * The request's data. It is parsed when first asked for, after authentication, so that an anonymous
 * client learns nothing about the body it sent; asking again gives the same value.
 *
 * @returns JSON's value, or an object of form fields; `{}` when there is no body.
 * @throws {ParseError} 400 for a body that is not what it claims to be.
 * @throws {HttpError} 413 over {@link BODY_LIMIT}, 415 for a media type without a parser.
 */
export function readBody(request: Request, response: Response): Promise<unknown> {
  const data = pending.get(request) ?? parseBody(request, response);
  pending.set(request, data);
  return data;
}

async function parseBody(request: Request, response: Response): Promise<unknown> {
  const body = await bytesOf(request, response);
  if (body.length === 0) return {};
  const contentType = request.headers['content-type'] ?? '';
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const parse = PARSERS.get(mediaType);
  if (parse === undefined) {
    throw new HttpError(415, `Unsupported media type "${contentType}" in request.`);
  }
  return parse(body, contentType);
}

/** RFC 9112 §6.3: a request has a body if one of these headers says so. */
function hasBody({ headers }: Request): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function bytesOf(request: Request, response: Response): Promise<Buffer> {
  const bytes = received.get(request) ?? readStream(request, response);
  received.set(request, bytes);
  return bytes;
}

function readStream(request: Request, response: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    readBytes(request, response, (error?: unknown) => {
      if (error !== undefined) reject(readFailure(error));
      else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    });
  });
}

/** The library's errors quote what the client sent, so only their kind is passed on. */
function readFailure(error: unknown): HttpError {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') {
    return new HttpError(413, `Request body is larger than ${BODY_LIMIT} bytes.`);
  }
  if (type === 'encoding.unsupported') {
    return new HttpError(415, 'Unsupported content encoding in request.');
  }
  return new ParseError('Request body could not be read.', error);
}
