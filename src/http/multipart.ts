import busboy from 'busboy';
import { text } from 'node:stream/consumers';
import { HttpError, ParseError } from './http-error.ts';
import { charsetOf } from './charset.ts';
import { collect, MAX_FIELDS } from './form.ts';

/** Lines with their ends, as Python's file objects part them. */
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g;

type Field = readonly [name: string, value: string | string[]];

/** The library's types do not say so, but a part may come without a name; it is no field then. */
type Part = readonly [name: string | undefined, value: string | string[]];

/**
 * Parses `multipart/form-data` (RFC 7578). A file's value is the list of its lines: that is how DRF
 * renders an uploaded file as JSON.
 *
 * @param body the whole body; its size is already bounded.
 * @param contentType the header's value, which names the boundary.
 * @throws {HttpError} 415 for a charset that cannot be read.
 * @throws {ParseError} for a missing boundary or a body that ends too early.
 */
export async function parseMultipart(
  body: Buffer,
  contentType: string,
): Promise<Record<string, string | string[]>> {
  try {
    return collect(await fieldsOf(body, contentType));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new ParseError('Multipart form parse error - the body is not a complete form', error);
  }
}

function fieldsOf(body: Buffer, contentType: string): Promise<Field[]> {
  return new Promise((resolve, reject) => {
    const parts: Promise<Part>[] = [];
    const parser = busboy({
      headers: { 'content-type': contentType },
      defCharset: charsetOf(contentType).encoding,
      defParamCharset: 'utf8',
      limits: { fieldSize: body.length, parts: MAX_FIELDS + 1 },
    });
    parser.on('field', (name: string | undefined, value) => {
      parts.push(Promise.resolve([name, value]));
    });
    parser.on('file', (name: string | undefined, stream) => {
      // Read also without a name: where the body is cut off the stream fails as well as the parser,
      // and a failure that nobody listens to ends the process.
      const part = text(stream).then((content): Part => [name, content.match(LINES) ?? []]);
      part.catch(reject);
      parts.push(part);
    });
    parser.on('error', reject);
    parser.on('close', () => {
      Promise.all(parts).then((all) => {
        resolve(all.filter(isField));
      }, reject);
    });
    parser.end(body);
  });
}

function isField(part: Part): part is Field {
  return part[0] !== undefined;
}
