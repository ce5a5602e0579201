import { z } from 'zod';
import type { Link } from './layout/navigation.tsx';

/** What can be left out of the routes: all that is no scheme's own. */
export const PAGES = ['account', 'admin', 'docs'] as const;

/** One of {@link PAGES}. */
export type PageGroup = (typeof PAGES)[number];

/** How the routes are to be. */
export interface AuthenticationOptions {
  /** The groups of pages to mount, with the JSON endpoints that belong to them; all by default. */
  readonly pages?: readonly PageGroup[];
  /** Links of the app's own at the top of each page. */
  readonly links?: readonly Link[];
}

/** Option → what is said where it is wrong. */
const REMEDIES: Readonly<Partial<Record<PropertyKey, string>>> = {
  claims: 'claims: is a function of a user, which returns what access tokens are to say of them.',
  log: 'log: is a logger of pino; without it, the log goes to standard output.',
  schemes:
    'schemes: is a list of definitions, such as [...schemes, apiKey], each with a name of its own, settings, migrations and open.',
  pages: `pages: is a list of groups, of which there are ${PAGES.join(', ')}.`,
  links:
    "links: is a list such as [{ label: 'Orders', path: '/orders/', isElsewhere: true }]; " +
    'a path that is not elsewhere begins with a slash.',
};

const Label = z.object({ label: z.string().min(1) });
const OwnLink = Label.extend({
  path: z.string().startsWith('/'),
  isElsewhere: z.literal(false).optional(),
});
const LinkElsewhere = Label.extend({ path: z.string().min(1), isElsewhere: z.literal(true) });

/** What is no logger of pino's, such as `console`, does not know its level. */
function isLogger(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'isLevelEnabled' in value;
}

const aFunction = z.custom((value) => typeof value === 'function');

/** What every definition of a scheme has; the rest is the scheme's own. */
const Definition = z.looseObject({
  name: z.string(),
  settings: z.looseObject({}),
  migrations: z.array(z.unknown()),
  open: aFunction,
});

function hasNoNameTwice(definitions: readonly { readonly name: string }[]): boolean {
  return new Set(definitions.map(({ name }) => name)).size === definitions.length;
}

const Options = z.object({
  claims: aFunction.optional(),
  log: z.custom(isLogger).optional(),
  pages: z.array(z.enum(PAGES)).optional(),
  // A guard would ask the last of those that share a name, whichever of them a credential is for.
  schemes: z.array(Definition).min(1).refine(hasNoNameTwice).optional(),
  links: z.array(z.union([OwnLink, LinkElsewhere])).optional(),
});

/** The names of all options; what has another name is a setting. */
export const OPTIONS: readonly string[] = Object.keys(Options.shape);

/** What is wrong with options that no compiler has checked, a line for each. */
export function optionProblems(options: object): string[] {
  const issues = Options.safeParse(options).error?.issues ?? [];
  return [...new Set(issues.map(({ path: [name = ''], message }) => REMEDIES[name] ?? message))];
}
