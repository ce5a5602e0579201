import { WIDTH, wrap } from '../../src/site/demo/tour/wrap.ts';

const INDENT = '  ';

/** One line indented; where it has to be broken, the rest hangs further in. */
export function fold(line: string): string[] {
  const content = line.trimStart();
  const indent = INDENT + ' '.repeat(line.length - content.length);
  const hanging = `${indent}    `;
  return wrap(content, WIDTH - hanging.length).map((part, index) =>
    index === 0 ? indent + part : hanging + part,
  );
}
