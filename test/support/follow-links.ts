import { expect } from 'vitest';

/** All that a page leads to, and loads. */
function addressesIn(page: string): string[] {
  return [...page.matchAll(/ (?:href|action|src|data-description)="([^"]*)"/g)].map(
    ([, address = '']) => address.replaceAll('&amp;', '&'),
  );
}

/**
 * Opens pages, all that they lead to, and so on, but for the logout; each has to be there.
 *
 * @param where what each path has to be like.
 * @returns the paths of all of them.
 */
export async function followLinks(
  origin: string,
  headers: Record<string, string>,
  start: readonly string[],
  where: RegExp,
): Promise<string[]> {
  const seen = new Set<string>();
  const waiting = [...start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const answer = await fetch(`${origin}${path}`, { headers, redirect: 'manual' });
    expect([200, 302], path).toContain(answer.status);
    if (answer.headers.get('content-type')?.startsWith('text/html') !== true) continue;
    for (const address of addressesIn(await answer.text())) {
      if (address.startsWith('data:') || address.startsWith('#')) continue;
      const next = new URL(address, `${origin}${path}`);
      expect(next.pathname, `${address} on ${path}`).toMatch(where);
      if (!next.pathname.endsWith('/logout/')) waiting.push(next.pathname + next.search);
    }
  }
  return [...seen];
}
