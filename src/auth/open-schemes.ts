import type { DjangoExchange } from './django.ts';
import type { Scheme, SchemeSettings } from './scheme.ts';
import { schemeDefinitions } from './schemes.ts';
import type { Services } from './services.ts';

/** The schemes that AUTH_SCHEMES names, in the registry's order. */
export function openSchemes(
  services: Services,
  { AUTH_SCHEMES, schemeSettings }: SchemeChoice,
  definitions = schemeDefinitions,
): Scheme[] {
  return definitions
    .filter(({ name }) => AUTH_SCHEMES.includes(name))
    .map((definition) => definition.open(services, schemeSettings[definition.name] ?? {}));
}

/** What all schemes, open or not, take over from a Django database and give back to one. */
export function djangoExchanges(
  services: Services,
  { schemeSettings }: Pick<SchemeChoice, 'schemeSettings'>,
): DjangoExchange[] {
  return schemeDefinitions.flatMap(
    (definition) => definition.django?.(services, schemeSettings[definition.name] ?? {}) ?? [],
  );
}

/** Gets ready what the schemes need of the database; see {@link Scheme.prepare}. */
export async function prepareSchemes(schemes: readonly Scheme[]): Promise<void> {
  for (const { prepare } of schemes) await prepare?.();
}

/** Which schemes are to be open, and how. */
export interface SchemeChoice {
  readonly AUTH_SCHEMES: readonly string[];
  readonly schemeSettings: SchemeSettings;
}
