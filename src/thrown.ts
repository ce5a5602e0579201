/** How many causes of an error, each of the one before, the log is told of. */
const MOST_CAUSES = 10;

/**
 * Whatever was thrown, as an error. To Express nothing is no failure, and a text such as 'route' a way on:
 * what throws either must not be taken for what lets a request through.
 */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`thrown: ${messageOf(thrown)}`);
}

/**
 * What the log is told of an error: the errors of libraries carry request bodies in other fields.
 *
 * @param causes of how many causes at most; an error may be its own.
 */
export function describe(error: unknown, causes = MOST_CAUSES): object {
  if (!(error instanceof Error)) return { message: messageOf(error) };
  const { name, message, stack, cause } = error;
  const isTold = cause !== undefined && causes > 0;
  return { name, message, stack, ...(isTold && { cause: describe(cause, causes - 1) }) };
}

/** What an error says first; SQL statements, or a stack, follow in some. */
export function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  // Not every object can be a text.
  return typeof thrown === 'string' ? thrown : typeof thrown;
}

/** The code that Node or a library gives an error, such as `ENOENT`; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
