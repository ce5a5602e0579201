import fc from 'fast-check';
import type { ExchangeRequest } from '../exchange.ts';
import { bodies, texts } from './bodies.ts';
import { accept, header } from './headers.ts';
import type { Headers } from './headers.ts';

const MADE_UP = 'a'.repeat(32);

const tokens = [
  ...['${csrf}', '${csrf_bare}', '${csrf_masked}', MADE_UP],
  ...['', 'x', '*'.repeat(32), '*'.repeat(64), 'a'.repeat(31), 'a'.repeat(64), 'b'.repeat(32)],
];

/** Often the right one. */
const token = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('${csrf}', '${csrf_bare}', '${csrf_masked}') },
  fc.constantFrom(...tokens),
);

const cookies = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('sessionid=${session}') },
      fc.constantFrom(
        '',
        'sessionid=',
        'sessionid=bogus',
        'SESSIONID=${session}',
        'sessionid="${session}"',
      ),
      fc.constantFrom('sessionid=bogus; sessionid=${session}', 'sessionid=${retired_session}'),
      fc.constantFrom('sessionid=${deleted_session}', 'sessionid=${changed_session}'),
    ),
    fc.oneof(
      { weight: 5, arbitrary: token.map((each) => `csrftoken=${each}`) },
      fc.constant(''),
      fc.tuple(token, token).map(([one, other]) => `csrftoken=${one}; csrftoken=${other}`),
    ),
    fc.constantFrom('', '', 'a=b', 'junk', '=x', 'é=ü', ';;'),
  )
  .chain((parts) =>
    fc.constantFrom('; ', ';', ' ;  ').map((separator): Headers => {
      const value = parts.filter((part) => part !== '').join(separator);
      return value === '' ? [] : [['Cookie', value]];
    }),
  );

const proofs = fc.oneof(
  { weight: 3, arbitrary: token.map((each): Headers => [['X-CSRFToken', each]]) },
  fc.constant<Headers>([]),
);

const origins = header(
  'Origin',
  ...['http://127.0.0.1', 'https://127.0.0.1', 'http://evil.example', 'null', ''],
);

/** What a browser says over TLS. */
const secure = fc
  .tuple(
    fc.constant<Headers>([['X-Forwarded-Proto', 'https']]),
    header(
      'Referer',
      ...['https://127.0.0.1/a', 'http://127.0.0.1/', 'https://evil.example/a?b', '', 'x', '//a/'],
    ),
  )
  .map((headers) => headers.flat());

const circumstances = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Headers>([]) },
  { weight: 2, arbitrary: origins },
  secure,
);

const methods = fc.oneof(
  { weight: 4, arbitrary: fc.constant('POST') },
  fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
);

/** To `/home/`, or to `/logout/`, with a session's cookie and what proves that a page of ours sent it. */
const withSession = fc
  .tuple(methods, fc.constantFrom('/home/', '/home/', '/home/', '/logout/', '/login/'))
  .chain(([method, path]) =>
    fc
      .tuple(
        cookies,
        proofs,
        circumstances,
        accept,
        bodies({ csrfmiddlewaretoken: token, a: texts }),
      )
      .map(
        ([cookie, proof, circumstance, wanted, { headers: typed, ...body }]): ExchangeRequest => {
          const headers = [...cookie, ...proof, ...circumstance, ...wanted];
          const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(method);
          if (isRead) return { method, path, headers };
          return { method, path, ...body, headers: [...headers, ...typed] };
        },
      ),
  );

const next = fc.constantFrom(
  ...['', '/home/', '/home/?a=1', '//evil.example', 'http://evil.example/', '/\\evil.example', 'x'],
  ...[
    'javascript:alert(1)',
    '/a b',
    '/é',
    '/home/#x',
    '\t/home/',
    '///evil.example',
    'home/',
    '/%2f',
  ],
);

/** The login form, sent in any way. */
const logins = fc
  .tuple(
    bodies({
      username: fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom('root', ' root ', 'root\t') },
        texts,
      ),
      password: fc.oneof({ weight: 3, arbitrary: fc.constant('toor') }, texts),
      csrfmiddlewaretoken: fc.constant(MADE_UP),
      next,
    }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('/login/') },
      next.map((each) => `/login/?${new URLSearchParams({ next: each }).toString()}`),
    ),
  )
  .map(([{ headers, ...body }, path]): ExchangeRequest => ({
    method: 'POST',
    path,
    ...body,
    headers: [['Cookie', `csrftoken=${MADE_UP}`], ...headers],
  }));

/** Of sessions, the pages that begin and end them, and CSRF. */
export const sessionRequests: fc.Arbitrary<ExchangeRequest> = fc.oneof(
  { weight: 3, arbitrary: withSession },
  { weight: 2, arbitrary: logins },
);
