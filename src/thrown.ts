/**
 * Whatever was thrown, as an error. To Express nothing is no failure, and a text such as 'route' a way on:
 * what throws either must not be taken for what lets a request through.
 */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  // Not every object can be a text.
  return new Error(`thrown: ${typeof thrown === 'string' ? thrown : typeof thrown}`);
}

/** What the log is told of an error: the errors of libraries carry request bodies in other fields. */
export function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}

/** What an error says first; SQL statements, or a stack, follow in some. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}

/** The code that Node or a library gives an error, such as `ENOENT`; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
