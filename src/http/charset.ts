import { HttpError } from './http-error.ts';

/** Encodings in which the bytes of ASCII do not mean ASCII; no form can be parted before it is decoded. */
const NOT_ASCII = /^(?:utf-16|iso-2022-jp|replacement)/;

/**
 * How a form's bytes are read: by the `charset` that its media type names, as in Django, or as UTF-8.
 * What is no text in that encoding becomes U+FFFD.
 *
 * @param contentType the header's value.
 * @throws {HttpError} 415 for an encoding that is unknown, or in which a form cannot be written.
 */
export function charsetOf(contentType: string): TextDecoder {
  const [, label = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(contentType) ?? [];
  try {
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    if (!NOT_ASCII.test(decoder.encoding)) return decoder;
  } catch {
    // A RangeError, for a label that nobody knows.
  }
  throw new HttpError(415, `Unsupported charset in media type "${contentType}" of the request.`);
}
