import { z } from 'zod';

/** A token (RFC 9110 §5.6.2), which the name of a cookie has to be (RFC 6265 §4.1.1). */
const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/;

export function cookieName(byDefault: string): z.ZodType<string> {
  return z
    .string()
    .regex(
      TOKEN,
      `is no name of a cookie; write letters, digits, - and _ alone, such as ${byDefault}`,
    )
    .default(byDefault);
}

/** How a server is reached, as far as its cookies depend on it. */
export interface ServedAt {
  /** Whether TLS is spoken, here or by a proxy that is trusted. */
  readonly isSecure: boolean;
  /** Below which all of it is (BASE_PATH); empty where it is at the root. */
  readonly basePath: string;
}

/** Whether browsers take a cookie of this name only over TLS (RFC 6265bis §4.1.3). */
export function isSecureName(name: string): boolean {
  return /^__(?:Secure|Host)-/i.test(name);
}

/**
 * Names that a browser would drop, for what they promise is not so.
 *
 * @param setting the name of the setting.
 * @returns a line for each reason, with its remedy.
 */
export function* cookieNameProblems(
  setting: string,
  name: string,
  { isSecure, basePath }: ServedAt,
): Generator<string> {
  if (isSecureName(name) && !isSecure) {
    yield `${setting}: browsers take a name such as ${name} only over TLS; set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy that speaks TLS, or take a name without __.`;
  }
  if (/^__Host-/i.test(name) && basePath !== '') {
    yield `${setting}, BASE_PATH: browsers take a name with __Host- for the path / alone, and this cookie is for ${basePath}; take __Secure-.`;
  }
}
