/** Milliseconds until an issuer has answered, or is away. */
const TIMEOUT = 5000;

/** How long its answer may be, in bytes. */
const MOST_BYTES = 256 * 1024;

/**
 * What an address answers with, as JSON. It is not followed elsewhere, and neither waited for nor read
 * without end.
 *
 * @throws {Error} when there is none, with a message for the log.
 */
export async function fetchJson(url: URL): Promise<unknown> {
  const answer = await fetch(url, {
    redirect: 'error',
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch((error: unknown) => {
    throw new Error(`${url.href} does not answer (${reasonOf(error)})`);
  });
  if (!answer.ok || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`${url.href} answers ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_BYTES)
      throw new Error(`${url.href} answers with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Error(`${url.href} answers with something other than JSON`);
  }
}

/** What is behind `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
