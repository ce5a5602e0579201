import busboy from 'busboy';
import { text } from 'node:stream/consumers';
import { ParseError } from '../errors.ts';
import { collect, MAX_FIELDS } from './form.ts';

/** Lines with their ends, as Python's file objects part them. */
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g;

type Field = readonly [name: string, value: string | string[]];

/**
 * Parses `multipart/form-data` (RFC 7578). A file's value is the list of its lines: that is how DRF
 * renders an uploaded file as JSON.
 *
 * @param body the whole body; its size is already bounded.
 * @param contentType the header's value, which names the boundary.
 * @throws {ParseError} for a missing boundary or a body that ends too early.
 */
export async function parseMultipart(
  body: Buffer,
  contentType: string,
): Promise<Record<string, string | string[]>> {
  try {
    return collect(await fieldsOf(body, contentType));
  } catch (error) {
    if (error instanceof ParseError) throw error;
    throw new ParseError('Multipart form parse error - the body is not a complete form', error);
  }
}

function fieldsOf(body: Buffer, contentType: string): Promise<Field[]> {
  return new Promise((resolve, reject) => {
    const fields: Promise<Field>[] = [];
    const parser = busboy({
      headers: { 'content-type': contentType },
      defParamCharset: 'utf8',
      limits: { fieldSize: body.length, parts: MAX_FIELDS + 1 },
    });
    // The types do not say so, but a part may come without a name.
    parser.on('field', (name: string | undefined, value) => {
      if (name !== undefined) fields.push(Promise.resolve([name, value]));
    });
    parser.on('file', (name: string | undefined, stream) => {
      if (name === undefined) {
        stream.resume();
        return;
      }
      fields.push(text(stream).then((content) => [name, content.match(LINES) ?? []]));
    });
    parser.on('error', reject);
    parser.on('close', () => {
      Promise.all(fields).then(resolve, reject);
    });
    parser.end(body);
  });
}
