import { z } from 'zod';
import type { Permission } from './auth/permission.ts';
import type { Scheme } from './auth/scheme.ts';
import { visibleText } from './startup-error.ts';

/** Who may, beyond being somebody: whatever {@link Permission} says, and by which schemes. */
export interface Rule extends Permission {
  /** The schemes to ask, by name; every open one where it is left out. */
  readonly schemes?: readonly string[];
}

const NO_LIST = 'schemes: is a list of names';

/** What is named has a value: one that a missing variable was to give would let everybody in. */
const SHAPE = {
  schemes: z
    .array(z.string(NO_LIST), NO_LIST)
    .min(1, 'schemes: names one at least')
    .exactOptional(),
  scope: z.string('scope: is text').exactOptional(),
  superuser: z.boolean('superuser: is true or false').exactOptional(),
  where: z.custom((value) => typeof value === 'function', 'where: is a function').exactOptional(),
} satisfies Record<keyof Rule, z.ZodType>;

/** Without types a misspelt rule would let everybody in as well. */
const CheckedRule = z.strictObject(SHAPE, 'a rule is an object');

/**
 * Refuses what is no rule; no compiler has checked it.
 *
 * @throws {TypeError}
 */
export function checkRule(rule: Rule): void {
  const [issue] = CheckedRule.safeParse(rule).error?.issues ?? [];
  if (issue === undefined) {
    requireSomething(rule);
  } else if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(SHAPE).join(', ');
    throw new TypeError(
      `there is no rule '${visibleText(issue.keys[0] ?? '')}'; they are ${known}`,
    );
  } else {
    throw new TypeError(issue.message);
  }
}

/**
 * The schemes that a rule asks.
 *
 * @param open the schemes that there are.
 * @returns undefined where it names none.
 * @throws {TypeError} for one that names a scheme that is not open.
 */
export function schemesOf(rule: Rule, open: readonly Scheme[]): readonly Scheme[] | undefined {
  const unknown = rule.schemes?.find((name) => open.every((scheme) => scheme.name !== name));
  if (unknown !== undefined) throw new TypeError(`the scheme '${unknown}' is not open`);
  return rule.schemes && open.filter(({ name }) => rule.schemes?.includes(name));
}

/**
 * A rule that was not waited for, or is a map, names nothing, and would let everybody in. So would one that JSON has
 * carried: of a function nothing is left there.
 *
 * @throws {TypeError}
 */
function requireSomething(rule: object): void {
  const prototype: unknown = Object.getPrototypeOf(rule);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain) throw new TypeError('a rule is a plain object, such as { superuser: true }');
  if (Object.keys(rule).length > 0) return;
  throw new TypeError('a rule names something; auth.required lets in whoever is somebody');
}
