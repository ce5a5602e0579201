import { schemeSites } from '../../../src/site/schemes.ts';
import type { SchemeSite } from '../../../src/site/scheme-site.ts';
import type { Tour } from '../../../src/site/demo/guided-tour.ts';
import type { TestServer } from '../../support/server.ts';

/** Where the schemes can be watched at work. */
export const DEVELOPMENT = { NODE_ENV: 'development' };

/** Headers of the user, by whichever scheme comes first. */
export async function asRoot({ origin }: TestServer): Promise<Record<string, string>> {
  return (await schemeSites.at(0)?.obtain(origin, 'root', 'toor')) ?? {};
}

/** What a page has answered. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As a reader sees it. */
  readonly text: string;
}

/** Sends the form that shows a scheme's scheme at work. */
export async function sendLive(
  { origin }: TestServer,
  { name }: SchemeSite,
  headers: Readonly<Record<string, string>>,
  password = 'toor',
): Promise<PageAnswer> {
  const answer = await fetch(`${origin}/live/${name}/`, {
    method: 'POST',
    headers: { Accept: 'text/html', ...headers },
    body: new URLSearchParams({ password }),
  });
  const text = (await answer.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll('&quot;', '"');
  return { status: answer.status, headers: answer.headers, text };
}

/** What a tour calls its exchanges, where it gives them names of their own. */
export async function titlesIn(tour: Tour): Promise<string[]> {
  const titles: string[] = [];
  await tour.lead({
    username: 'root',
    login: 'root',
    password: 'toor',
    isStaged: false,
    say: () => undefined,
    curl: async (_request, { title }) => {
      if (title !== undefined) titles.push(title);
      return { body: {}, cookies: {} };
    },
    expire: async (credentials) => credentials,
    wait: async () => undefined,
  });
  return titles;
}
