import type { CurlRequest } from '../guided-tour.ts';
import { WIDTH } from './wrap.ts';

/** Columns that the ` \` at the end of a continued line takes. */
const CONTINUATION = 2;

/** What a POSIX shell takes as it is. */
const BARE = /^[\w@%+=:,./-]+$/;

/** What still means something between double quotes; `!` does in an interactive bash. */
const SPECIAL = /["$`\\!]/;

/**
 * The curl command that sends a request. It is whole, so that it can be copied, and where it is
 * longer than a line it goes on in the next as a POSIX shell reads it: backslash and newline vanish
 * between words and inside double quotes.
 *
 * @param origin such as `http://127.0.0.1:8000`.
 */
export function curlCommand(origin: string, request: CurlRequest): string {
  const { path, user, form, headers = {}, cookies = {} } = request;
  const cookieHeader = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return layOut([
    'curl',
    ...(user === undefined ? [] : [`-u ${quoteIfNeeded(user)}`]),
    ...(form === undefined ? [] : ['-X POST']),
    quoteIfNeeded(`${origin}${path}`),
    ...(cookieHeader.length === 0 ? [] : [option('-b', cookieHeader.join('; '))]),
    ...Object.entries(headers).map(([name, value]) => option('-H', `${name}: ${value}`)),
    // Percent-encoded, so nothing in it is special to a shell.
    ...(form === undefined ? [] : [`-d "${new URLSearchParams(form).toString()}"`]),
  ]);
}

function option(flag: string, value: string): string {
  const word = `${flag} ${quote(value)}`;
  const fits = word.length <= WIDTH - CONTINUATION * 2;
  return fits || SPECIAL.test(value) ? word : `${flag} "${value}"`;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

function quoteIfNeeded(value: string): string {
  return BARE.test(value) ? value : quote(value);
}

/** Fills lines with words, and folds a double-quoted word that is wider than a line. */
function layOut(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line === '') {
      line = word;
    } else if (line.length + 1 + word.length <= WIDTH - CONTINUATION) {
      line += ` ${word}`;
    } else {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    }
    while (word.endsWith('"') && line.length > WIDTH - CONTINUATION) {
      lines.push(`${line.slice(0, WIDTH - CONTINUATION)}\\`);
      line = line.slice(WIDTH - CONTINUATION);
    }
  }
  return [...lines, line].join('\n');
}
