import { randomBytes } from 'node:crypto';
import { sendExchange } from './send.ts';

/** What can be done about a server's users besides asking the server. */
export interface Users {
  /** Makes a user, or gives one this password. */
  set(username: string, password: string): Promise<void>;
  deactivate(username: string): Promise<void>;
  delete(username: string): Promise<void>;
}

/** A server that exchanges are played to. */
export interface Subject {
  readonly port: number;
  readonly users: Users;
}

/** Whose credentials are asked for where a placeholder does not say so: the tutorial's user's. */
const ROOT = { username: 'root', password: 'toor' };

/** A CSRF token that its sender has made up, as both servers allow. */
const CSRF = 'a'.repeat(32);

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What became of the users of `${retired_…}`, `${deleted_…}` and `${changed_…}`. */
const FATES: Readonly<Record<string, (users: Users, username: string) => Promise<void>>> = {
  retired: (users, username) => users.deactivate(username),
  deleted: (users, username) => users.delete(username),
  changed: (users, username) => users.set(username, 'another password'),
};

/**
 * Gets live credentials from a server, in the one way that both servers know.
 *
 * @param names of placeholders: `session`, `csrf`, `csrf_bare`, `csrf_masked`, `token`, `access`,
 *   `refresh`; `token@john` for another user's; `retired_token` for those of a user whose fate that was.
 * @param known what was obtained before, to which they are added.
 */
export async function obtainCredentials(
  subject: Subject,
  names: readonly string[],
  known: Map<string, string>,
): Promise<void> {
  for (const name of names) {
    if (known.has(name)) continue;
    const [, fate, ofFate] = /^(retired|deleted|changed)_(\w+)$/.exec(name) ?? [];
    if (fate !== undefined && ofFate !== undefined) {
      known.set(name, await obtainOfFate(subject, fate, ofFate));
      continue;
    }
    const [kind = '', username] = name.split('@');
    const user = username === undefined ? ROOT : { username, password: 'toor' };
    for (const [each, value] of await obtain(subject, kind, user)) {
      known.set(username === undefined ? each : `${each}@${username}`, value);
    }
  }
}

async function obtainOfFate(subject: Subject, fate: string, kind: string): Promise<string> {
  const user = { username: fate, password: 'toor' };
  await subject.users.set(user.username, user.password);
  const value = (await obtain(subject, kind, user)).get(kind) ?? '';
  await FATES[fate]?.(subject.users, user.username);
  return value;
}

type User = typeof ROOT;

async function obtain(subject: Subject, kind: string, user: User): Promise<Map<string, string>> {
  if (kind === 'token') return new Map(await post(subject, '/api-token-auth/', user));
  if (kind === 'access' || kind === 'refresh')
    return new Map(await post(subject, '/api/token/', user));
  if (kind === 'session' || kind.startsWith('csrf')) return logIn(subject, user);
  throw new Error(`nobody knows the credential ${kind}`);
}

async function post(subject: Subject, path: string, user: User): Promise<[string, string][]> {
  const headers = [['Content-Type', 'application/json']] as const;
  const request = { method: 'POST', path, headers, body: JSON.stringify(user) };
  const answer = await sendExchange(subject.port, request);
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${answer.body}`);
  return Object.entries(JSON.parse(answer.body) as Record<string, string>);
}

async function logIn(subject: Subject, user: User): Promise<Map<string, string>> {
  const answer = await sendExchange(subject.port, {
    method: 'POST',
    path: '/login/',
    headers: [
      ['Cookie', `csrftoken=${CSRF}`],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: new URLSearchParams({ ...user, csrfmiddlewaretoken: CSRF }).toString(),
  });
  const cookies = new Map(
    answer.headers
      .filter(([name]) => name === 'set-cookie')
      .map(([, line]) => /([^=]+)=([^;]*)/.exec(line) ?? [])
      .map(([, name = '', value = '']) => [name, value]),
  );
  const [session, csrf] = [cookies.get('sessionid'), cookies.get('csrftoken')];
  if (session === undefined || csrf === undefined) {
    throw new Error(`/login/ answers ${answer.status} without cookies`);
  }
  const secret = csrf.length === 64 ? unmask(csrf) : csrf;
  return new Map([
    ['session', session],
    ['csrf', csrf],
    ['csrf_bare', secret],
    ['csrf_masked', mask(secret)],
  ]);
}

/** Django's: 32 characters that say how far each of the next 32 was moved along the alphabet. */
function mask(secret: string): string {
  const moves = [...randomBytes(secret.length)].map(
    (byte) => ALPHABET[byte % ALPHABET.length] ?? '',
  );
  const moved = [...secret].map((character, at) => move(character, indexOf(moves[at])));
  return [...moves, ...moved].join('');
}

function unmask(token: string): string {
  return [...token.slice(32)].map((each, at) => move(each, -indexOf(token[at]))).join('');
}

function move(character: string, distance: number): string {
  const { length } = ALPHABET;
  return ALPHABET[(indexOf(character) + distance + length) % length] ?? '';
}

function indexOf(character = ''): number {
  return ALPHABET.indexOf(character);
}
