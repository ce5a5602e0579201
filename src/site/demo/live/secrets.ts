import type { Exchange } from './guide.ts';

/** How much of a secret is shown, so that it can be known again. */
const SHOWN = 4;

/** A text in an answer that is as long as this, and in one piece, can be nothing but a token. */
const TOKEN = /^\S{20,}$/;

/**
 * The secrets of a tour, to be shortened wherever they are shown: a person who looks over a shoulder,
 * or at a picture of the page, must not be able to use them.
 */
export class Secrets {
  readonly #password: string;
  /** The longest first, for one may be a part of another. */
  readonly #found: readonly string[];

  constructor(password: string, exchanges: readonly Exchange[]) {
    this.#password = password;
    const found = new Set(exchanges.flatMap(secretsIn).filter((secret) => secret !== ''));
    this.#found = [...found].sort((one, other) => other.length - one.length);
  }

  /** A text with all of them shortened but the password, which may be a word like any other. */
  shorten(text: string): string {
    return this.#found.reduce((left, secret) => left.replaceAll(secret, shortened(secret)), text);
  }

  /** The value of a form's field, which may be the password. */
  shortenField(value: string): string {
    return value === this.#password ? '…' : this.shorten(value);
  }
}

/** Credentials and cookies that were sent, cookies and tokens that were given. */
function secretsIn({ request, answer }: Exchange): string[] {
  const authorization = answer.sent.find(([name]) => name === 'Authorization')?.[1] ?? '';
  const texts = Object.values(answer.body).filter((value) => typeof value === 'string');
  return [
    authorization.slice(authorization.indexOf(' ') + 1),
    ...Object.values(request.cookies ?? {}),
    ...Object.values(answer.cookies),
    ...texts.filter((text) => TOKEN.test(text)),
  ];
}

/** So much of a short secret would be half of it. */
function shortened(secret: string): string {
  return secret.length < SHOWN * 5 ? '…' : `${secret.slice(0, SHOWN)}…`;
}
