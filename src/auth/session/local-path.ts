/** Any host will do: it only serves to see whether an address leads away from its own. */
const BASE = 'http://localhost';

/**
 * Where to go after login, if it is on this server. `//evil.example`, `/\evil.example`,
 * `javascript:` and addresses with control characters in them lead elsewhere, or may in some browser.
 *
 * @param next what the client asked for.
 * @returns path, query and fragment, or undefined.
 */
export function localPath(next: unknown): string | undefined {
  if (typeof next !== 'string' || !/^\/(?![/\\])[^\p{Cc}\\]*$/u.test(next)) return undefined;
  if (!URL.canParse(next, BASE)) return undefined;
  const url = new URL(next, BASE);
  // "/..//evil" becomes "//evil" once its dots are gone.
  if (url.origin !== BASE || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}
