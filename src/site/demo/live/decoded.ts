import type { DecodedCredentials, SchemeSite } from '../../scheme-site.ts';
import type { Exchange } from './guide.ts';

/** What credentials in an exchange say, and where they stand in it. */
export interface DecodedPlace extends DecodedCredentials {
  /** Such as the name of a field. */
  readonly place: string;
}

/** For each exchange, what the credentials say that are seen in it for the first time. */
export function decodeFirst(
  exchanges: readonly Exchange[],
  decode: SchemeSite['decode'],
): readonly (readonly DecodedPlace[])[] {
  const seen = new Set<string>();
  return exchanges.map((exchange) =>
    credentialsIn(exchange).flatMap(([place, credentials]) => {
      const decoded = seen.has(credentials) ? undefined : decode?.(credentials);
      seen.add(credentials);
      return decoded === undefined ? [] : [{ place, ...decoded }];
    }),
  );
}

/** Whatever may be credentials: in the header, in the form, in the answer. */
function credentialsIn({ request, answer }: Exchange): (readonly [string, string])[] {
  const header = answer.sent.find(([name]) => name === 'Authorization')?.[1] ?? '';
  return [
    ['Authorization', header.slice(header.indexOf(' ') + 1)] as const,
    ...Object.entries(request.form ?? {}),
    ...Object.entries(answer.body).filter((field): field is [string, string] => {
      return typeof field[1] === 'string';
    }),
  ];
}
