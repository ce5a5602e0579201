import type { Subject } from './subject.ts';

/** What `/home/` answers with 200. */
export interface Answer {
  /** Without those that Node writes by itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const WRITTEN_BY_NODE = new Set(['date', 'connection', 'keep-alive', 'content-length']);

/**
 * Asks for `/home/` once.
 *
 * @param headers credentials.
 * @throws {Error} for any answer but 200.
 */
export async function askHome(
  { name, url }: Pick<Subject, 'name' | 'url'>,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  // Some servers hang up on a connection that rests for seconds, just as the next request goes out.
  const response = await fetch(url, { headers: { ...headers, Connection: 'close' } });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${name}: /home/ answers ${response.status}: ${text}`);
  const own = [...response.headers].filter(([name]) => !WRITTEN_BY_NODE.has(name));
  return { headers: Object.fromEntries(own), body: JSON.parse(text) as unknown };
}
