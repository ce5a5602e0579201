import fc from 'fast-check';
import { tokenPlaceholder } from '../placeholders.ts';

const times = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('@+300', '@+86400') },
  fc.constantFrom<unknown>('@-1', '@-86400', '4102444800', '', null, true, 1.5, 1e20, -1, 0, []),
);

const userIds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(1, '1', 2) },
  fc.constantFrom<unknown>(
    4,
    4242,
    '01',
    ' 1',
    '1 ',
    '',
    'abc',
    null,
    true,
    1.5,
    -1,
    0,
    [],
    {},
    1e20,
  ),
);

const ids = fc.oneof(
  { weight: 6, arbitrary: fc.constant('${fresh}') },
  fc.constantFrom<unknown>('', 7, null, true, 'a.1', 'é', 'x'.repeat(255), []),
);

const headers = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ alg: 'HS256', typ: 'JWT' }) },
  fc.constantFrom<object>(
    { alg: 'HS256' },
    { alg: 'HS256', typ: 'jwt' },
    { alg: 'HS256', typ: 'at+jwt' },
    { alg: 'HS256', typ: 'JWT', kid: 'a' },
    { alg: 'none', typ: 'JWT' },
    { alg: 'HS384', typ: 'JWT' },
    { alg: 'RS256', typ: 'JWT' },
    { alg: 'HS256', typ: 'JWT', crit: ['b'] },
    {},
  ),
);

/**
 * Tokens of any shape, most of them genuine.
 *
 * @param type what `token_type` says most of the time.
 * @param live names of placeholders for tokens that the server has issued.
 */
export function jsonWebTokens(
  type: 'access' | 'refresh',
  live: readonly string[],
): fc.Arbitrary<string> {
  const types = fc.oneof(
    { weight: 6, arbitrary: fc.constant(type) },
    fc.constantFrom<unknown>('access', 'refresh', 'sliding', 'untyped', '', null, 1),
  );
  const claims = fc
    .record(
      {
        token_type: types,
        exp: times,
        iat: fc.constantFrom('@+0', '@-60', '@+60'),
        jti: ids,
        user_id: userIds,
      },
      { requiredKeys: [] },
    )
    .map((some) => ({ exp: '@+300', jti: '${fresh}', token_type: type, user_id: 1, ...some }));
  const lacking = fc
    .record(
      { token_type: fc.constant(type), exp: fc.constant('@+300'), jti: fc.constant('${fresh}') },
      { requiredKeys: [] },
    )
    .map((some) => ({ ...some, user_id: 1 }));
  const custom = fc.record({
    ...{ token_type: fc.constant(type), exp: fc.constant('@+300'), jti: fc.constant('${fresh}') },
    ...{
      user_id: fc.constant(1),
      name: fc.jsonValue({ maxDepth: 2 }),
      nbf: fc.constantFrom('@-1', '@+60'),
    },
  });
  return fc.oneof(
    { weight: 4, arbitrary: claims.map((each) => tokenPlaceholder('jwt', each)) },
    fc.oneof(lacking, custom).map((each) => tokenPlaceholder('jwt', each)),
    fc
      .tuple(claims, headers)
      .map(([each, header]) => tokenPlaceholder('jws', { claims: each, header })),
    claims.map((each) => tokenPlaceholder('jws', { claims: each, key: 'x'.repeat(40) })),
    claims.map((each) => `${tokenPlaceholder('jwt', each)}=`),
    { weight: 2, arbitrary: fc.constantFrom(...live.map((name) => `\${${name}}`)) },
    fc.constantFrom('', 'x', 'a.b', 'a.b.c', 'a.b.c.d', '..', 'null', '\xe9.\xe9.\xe9'),
  );
}
