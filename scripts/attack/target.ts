import { connect } from 'node:net';

/** How long one request may take, in milliseconds. */
const PATIENCE = 15_000;

/** Whose password the attacks may use: their own user's, or their victim's who logs in. */
export const USER = { username: 'root', password: 'toor' } as const;

/** Fields of a form, or headers. */
export type Texts = Readonly<Record<string, string>>;

/** The header of HTTP Basic. */
export function basicHeader(
  username: string,
  password: string,
): { readonly Authorization: string } {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return { Authorization: `Basic ${credentials}` };
}

/** Access and refresh token. */
export interface Pair {
  readonly access: string;
  readonly refresh: string;
}

/** The server under attack, and what anybody can do with it. */
export class Target {
  readonly #origin: URL;

  /** @param origin on loopback. */
  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  /** The header that names the server. */
  get hostLine(): string {
    return `Host: ${this.#origin.host}`;
  }

  /** GET, or POST with a form, as programs send them; redirects are not followed. */
  async send(path: string, headers: Texts = {}, form?: Texts): Promise<Response> {
    return fetch(new URL(path, this.#origin), {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers,
      signal: AbortSignal.timeout(PATIENCE),
      ...(form && { body: new URLSearchParams(form) }),
    });
  }

  /** POST of a body as it is. */
  post(path: string, headers: Texts, body: string): Promise<Response> {
    const signal = AbortSignal.timeout(PATIENCE);
    return fetch(new URL(path, this.#origin), { method: 'POST', headers, body, signal });
  }

  /** The status that `/home/` answers to these headers. */
  async statusOf(headers: Texts): Promise<number> {
    return (await this.send('/home/', headers)).status;
  }

  /** The status that comes back for lines that no HTTP client would send; 0 for none. */
  async statusOfLines(...lines: string[]): Promise<number> {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(await this.#answerTo(lines))?.[1] ?? 0);
  }

  /**
   * True where the server knows Basic; undefined where it does not. It may keep that from what looks
   * like a browser, as fetch does.
   */
  async knowsBasic(): Promise<true | undefined> {
    const answer = await this.#answerTo(['GET /home/ HTTP/1.1', this.hostLine]);
    return /^www-authenticate:.*\bbasic\b/im.test(answer) || undefined;
  }

  #answerTo(lines: readonly string[]): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(this.#origin.port), this.#origin.hostname, () => {
        socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
      });
      socket.setTimeout(PATIENCE, () => socket.destroy());
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(answer);
      });
    });
  }

  /** The user's token; undefined where there are none yet. */
  async obtainToken(): Promise<string | undefined> {
    const answer = await this.send('/api-token-auth/', {}, USER);
    return answer.ok ? ((await answer.json()) as { token: string }).token : undefined;
  }

  /** The user's access token; undefined where there are none yet. */
  async obtainAccess(): Promise<string | undefined> {
    return (await this.#obtainJwts()).access;
  }

  /** Access and refresh token; undefined where there are no refresh tokens yet. */
  async obtainPair(): Promise<Pair | undefined> {
    const { access, refresh } = await this.#obtainJwts();
    return access === undefined || refresh === undefined ? undefined : { access, refresh };
  }

  async #obtainJwts(): Promise<Partial<Pair>> {
    const answer = await this.send('/api/token/', {}, USER);
    return answer.ok ? ((await answer.json()) as Partial<Pair>) : {};
  }

  /** Asks for a new access token. */
  renew(refresh: string, headers: Texts = {}): Promise<Response> {
    return this.send('/api/token/refresh/', headers, { refresh });
  }

  /** A browser with the login form open; undefined where there is none yet. */
  async openLogin(): Promise<Browser | undefined> {
    const browser = new Browser(this);
    return (await browser.send('/login/')).ok ? browser : undefined;
  }

  /** A browser that is logged in; undefined where none can be yet. */
  async logIn(): Promise<Browser | undefined> {
    const browser = await this.openLogin();
    await browser?.submit('/login/', USER);
    return browser;
  }
}

/** As much of a browser as keeps cookies and sends them back. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  /** The header with its cookies. */
  get cookieHeader(): { readonly Cookie: string } {
    return { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  /** GET, or POST with a form. */
  async send(path: string, headers: Texts = {}, form?: Texts): Promise<Response> {
    const answer = await this.#target.send(path, { ...this.cookieHeader, ...headers }, form);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return answer;
  }

  /** Sends one of the server's own forms. */
  submit(path: string, form: Texts = {}): Promise<Response> {
    const csrfmiddlewaretoken = this.cookies.get('csrftoken') ?? '';
    return this.send(path, {}, { ...form, csrfmiddlewaretoken });
  }
}
