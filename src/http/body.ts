import type { Request } from 'express';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { InputType, ZlibOptions } from 'node:zlib';
import { codeOf } from '../thrown.ts';
import { HttpError, ParseError } from './http-error.ts';
import { parseForm } from './form.ts';
import { parseJson } from './json.ts';
import { parseMultipart } from './multipart.ts';
import { BODY_LIMIT, receive } from './received-body.ts';

type Parser = (body: Buffer, contentType: string) => unknown;

/** Media type → parser, as DRF's default parsers. Each returns the data or throws a ParseError. */
const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseForm],
  ['multipart/form-data', parseMultipart],
]);

type Decompress = (bytes: InputType, options: ZlibOptions) => Promise<Buffer>;

/** Content coding (RFC 9110 §8.4.1) → how it is undone. */
const CODINGS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<InputType, ZlibOptions, Buffer>(inflate)],
  ['br', promisify<InputType, ZlibOptions, Buffer>(brotliDecompress)],
]);

const pending = new WeakMap<Request, Promise<unknown>>();

/**
 * The request's data. It is parsed when first asked for, after authentication, so that an anonymous
 * client learns nothing about the body it sent; asking again gives the same value. The stream stays
 * as it is, for other parsers; where one of these has read it already, what it found is taken.
 *
 * @returns JSON's value, or an object of form fields; `{}` when there is no body.
 * @throws {ParseError} 400 for a body that is not what it claims to be.
 * @throws {HttpError} 413 over {@link BODY_LIMIT}, before or after decompression, 415 for a media type without a parser.
 */
export function readBody(request: Request): Promise<unknown> {
  const data = pending.get(request) ?? parseBody(request);
  pending.set(request, data);
  return data;
}

async function parseBody(request: Request): Promise<unknown> {
  const parsed: unknown = request.body;
  const isText = typeof parsed === 'string' || Buffer.isBuffer(parsed);
  if (parsed !== undefined && !isText) return parsed;
  const body = isText ? Buffer.from(parsed) : await bytesOf(request);
  if (body.length === 0) return {};
  const contentType = request.headers['content-type'] ?? '';
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const parse = PARSERS.get(mediaType);
  if (parse === undefined) {
    throw new HttpError(415, `Unsupported media type "${contentType}" in request.`);
  }
  return parse(body, contentType);
}

/** The body, decompressed. What zlib says of a bad one is for the log. */
async function bytesOf(request: Request): Promise<Buffer> {
  const { bytes, isWhole } = await receive(request).catch((error: unknown) => {
    throw new ParseError('Request body could not be read.', error);
  });
  const coding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const decompress = CODINGS.get(coding);
  if (decompress === undefined && coding !== 'identity') {
    throw new HttpError(415, 'Unsupported content encoding in request.');
  }
  if (!isWhole) throw tooLarge();
  if (decompress === undefined || bytes.length === 0) return bytes;
  return decompress(bytes, { maxOutputLength: BODY_LIMIT }).catch((error: unknown) => {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new ParseError('Request body could not be read.', error);
  });
}

function tooLarge(): HttpError {
  return new HttpError(413, `Request body is larger than ${BODY_LIMIT} bytes.`);
}
