import pino from 'pino';
import type { Scheme, SchemeDefinition } from '../../src/auth/scheme.ts';
import { schemeDefinitions } from '../../src/auth/schemes.ts';
import { openDatabase } from '../../src/database/open.ts';
import { loadConfig } from '../../src/server/load-config.ts';
import { createServices } from '../../src/server/services.ts';
import type { SchemeSite } from '../../src/site/scheme-site.ts';
import { schemeSites } from '../../src/site/schemes.ts';

const config = loadConfig({
  environment: { SECRET_KEY: 'k'.repeat(32) },
  developmentKey: () => '',
});
/** What they are built on. */
export const services = createServices({
  config,
  database: openDatabase('sqlite::memory:'),
  clock: Date.now,
  log: pino({ level: 'silent' }),
});

/** A scheme from all its sides. */
export interface OpenScheme {
  readonly definition: SchemeDefinition;
  readonly site: SchemeSite;
  readonly scheme: Scheme;
}

/** Every scheme, open, for tests that ask schemes about themselves. */
export const openSchemes: readonly OpenScheme[] = schemeDefinitions.map((definition) => {
  const { name } = definition;
  const site = schemeSites.find((each) => each.name === name);
  if (site === undefined) throw new TypeError(`src/site/schemes.ts does not name ${name}`);
  return { definition, site, scheme: definition.open(services, config.schemeSettings[name] ?? {}) };
});

/** Whether a scheme issues anything: what needs no table is the password itself. */
export function isIssuing({ name }: SchemeSite): boolean {
  return schemeDefinitions.some((each) => each.name === name && each.migrations.length > 0);
}
