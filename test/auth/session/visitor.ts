import type { TestServer } from '../../support/server.ts';

/** The `Set-Cookie` lines of an answer, by cookie name. */
export function setCookies(answer: Response): Map<string, string> {
  return new Map(answer.headers.getSetCookie().map((line) => [line.split('=', 1)[0] ?? '', line]));
}

/** A cookie's value in a `Set-Cookie` line. */
export function valueOf(line: string | undefined): string {
  return /^[^=]*=([^;]*)/.exec(line ?? '')?.[1] ?? '';
}

/** A browser's cookie jar and form filling, without the browser. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  #server: Pick<TestServer, 'origin'>;
  readonly #foreign: string[];

  /** @param foreign cookies that another server has set, which come before ours. */
  constructor(server: Pick<TestServer, 'origin'>, ...foreign: string[]) {
    this.#server = server;
    this.#foreign = foreign;
  }

  /** Goes on with another server. */
  use(server: Pick<TestServer, 'origin'>): void {
    this.#server = server;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#fetch(path, { headers });
  }

  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  /** Opens the login form and sends it. */
  async logIn(
    fields: Record<string, string> = { username: 'root', password: 'toor' },
    headers: Record<string, string> = {},
  ): Promise<Response> {
    await this.get('/login/', headers);
    return this.post('/login/', { csrfmiddlewaretoken: this.csrf, ...fields }, headers);
  }

  get csrf(): string {
    return this.cookies.get('csrftoken') ?? '';
  }

  get sessionid(): string {
    return this.cookies.get('sessionid') ?? '';
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const own = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const cookie = [...this.#foreign, ...own].join('; ');
    const answer = await fetch(`${this.#server.origin}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), Cookie: cookie },
    });
    for (const [name, line] of setCookies(answer)) {
      if (line.includes('Expires=Thu, 01 Jan 1970')) this.cookies.delete(name);
      else this.cookies.set(name, valueOf(line));
    }
    return answer;
  }
}

/** The status that `/home/` answers a session cookie with. */
export async function homeStatus(
  server: Pick<TestServer, 'origin'>,
  sessionid: string,
): Promise<number> {
  const headers = { Cookie: `sessionid=${sessionid}` };
  return (await fetch(`${server.origin}/home/`, { headers })).status;
}

/** How many sessions are stored. */
export async function countSessions(server: TestServer): Promise<number> {
  const { database } = server.dependencies;
  const row = await database.get<{ count: number }>('SELECT COUNT(*) AS count FROM sessions');
  return row?.count ?? -1;
}
