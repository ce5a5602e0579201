import { StartupError } from '../startup-error.ts';

/**
 * A line, or several where a quoted value goes on: a comment, a name with its value, or anything
 * else. A quote ends with the next one of its kind.
 */
const LINE =
  /^[ \t]*(?:#.*|(?:export[ \t]+)?(?<name>[^\s=#'"`]+)[ \t]*=(?:[ \t]*(?<quote>["'`])(?<quoted>[^]*?)\k<quote>(?<rest>.*)|(?<bare>.*))|(?<other>.*))$/gm;

/** Behind white space, `#` begins a comment. */
const COMMENT = /[ \t]+#.*$/;

/**
 * The variables of a file `.env`, in the form that Node and dotenv know. Those read a line that is
 * not quite right as something else, or pass over it, and say nothing; here it is named.
 *
 * @param content the file's bytes.
 * @param known the names whose lines have to be right; others are none of our business.
 * @throws {StartupError} with a line for each problem, and its remedy.
 */
export function readEnv(content: Buffer, known: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  const problems = new Set<string>();
  for (const { groups = {} } of decode(content).replaceAll('\r\n', '\n').matchAll(LINE)) {
    const name = groups.name ?? groups.other?.match(/\w+/g)?.find((word) => known.includes(word));
    if (name === undefined) continue;
    const value = valueOf(groups);
    const isTwice = Object.hasOwn(variables, name) && variables[name] !== value;
    const problem = isTwice ? 'stands there twice; keep one of the two' : problemOf(groups);
    if (problem !== undefined && known.includes(name))
      problems.add(`${name}: in .env, ${problem}.`);
    variables[name] = value;
  }
  if (problems.size > 0) throw new StartupError([...problems].join('\n'));
  return variables;
}

function valueOf({ quote, quoted = '', bare = '' }: Partial<Record<string, string>>): string {
  if (quote === undefined) return bare.replace(COMMENT, '').trim();
  return quote === '"' ? quoted.replaceAll(String.raw`\n`, '\n') : quoted;
}

/** What a program would misread. The value is not shown: it may be a secret. */
function problemOf(groups: Partial<Record<string, string>>): string | undefined {
  const { other, quote, rest = '', bare = '' } = groups;
  if (other !== undefined) return 'no = comes behind the name; write name=value';
  if (quote !== undefined) {
    const isOver = rest.replace(COMMENT, '').trim() === '';
    return isOver ? undefined : 'it goes on behind its closing quote; put all of it between two';
  }
  const value = bare.replace(COMMENT, '');
  if (/^\s*["'`]/.test(value)) return 'the quote before it is never closed; close it';
  if (value.includes('#')) return 'most programs would cut it off at the #; put it in quotes';
  return undefined;
}

/** UTF-8, with or without a byte order mark. */
function decode(content: Buffer): string {
  // Every second byte of ASCII in UTF-16 is zero.
  if (content.includes(0) || /^(?:\xff\xfe|\xfe\xff)/.test(content.toString('latin1', 0, 2))) {
    throw new StartupError('.env: is in UTF-16, as PowerShell writes it; save it as UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new StartupError('.env: is not in UTF-8; save it as such.');
  }
}
