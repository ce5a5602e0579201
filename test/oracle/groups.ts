/** Schemes that are open together on both servers. */
export interface Group {
  readonly name: string;
  /** In Django's order of asking them. */
  readonly schemes: readonly string[];
  /** Whether a refresh token is spent when it is used. */
  readonly isRotating: boolean;
}

/** How exchanges are played: each scheme alone, and all of them. */
export const GROUPS: readonly Group[] = [
  { name: 'basic', schemes: ['basic'], isRotating: false },
  { name: 'session', schemes: ['session'], isRotating: false },
  { name: 'token', schemes: ['token'], isRotating: false },
  { name: 'jwt', schemes: ['jwt'], isRotating: false },
  { name: 'jwt-rotating', schemes: ['jwt'], isRotating: true },
  { name: 'all', schemes: ['basic', 'session', 'token', 'jwt'], isRotating: false },
];

/** What both servers sign JWTs with. */
export const SIGNING_KEY = 'the key that both servers sign their tokens with';

/** The settings with which this server is as the Django that it is compared with. */
export function settingsOf({ schemes, isRotating }: Group): Record<string, string> {
  return {
    AUTH_SCHEMES: schemes.join(','),
    ALLOWED_HOSTS: '127.0.0.1,www.example.com',
    BCRYPT_COST: '4',
    JWT_ROTATE_REFRESH: String(isRotating),
    JWT_SIGNING_KEY: SIGNING_KEY,
    LOGIN_THROTTLE: 'off',
    TRUST_PROXY: 'loopback',
  };
}

/** The users of every server, with their passwords. The ids count: the first is 1, the fourth inactive. */
export const USERS: readonly (readonly [username: string, password: string])[] = [
  ['root', 'toor'],
  ['colon', 'pa:ss'],
  ['walterwhité', 'pässwörd'],
  ['gone', 'toor'],
  ['john', 'toor'],
  ['spacey', ' pad ded '],
  ['emoji', '🔑'.repeat(20)],
  ['long', 'x'.repeat(80)],
];

/** Which of {@link USERS} may not come in. */
export const INACTIVE = 'gone';
