/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Whether a request may change something. */
export function isUnsafe({ method }: { readonly method: string }): boolean {
  return !SAFE_METHODS.has(method);
}
