/** A hash that tells how long it waited from now on until it was called, and how long it then took. */
export function timeHash<Result>(
  hash: () => Promise<Result>,
  hashed: (waited: number, took: number) => void,
): () => Promise<Result> {
  const askedAt = performance.now();
  return async () => {
    const startedAt = performance.now();
    try {
      return await hash();
    } finally {
      hashed(startedAt - askedAt, performance.now() - startedAt);
    }
  };
}
