/** Columns that everything printed here keeps to. */
export const WIDTH = 80;

/**
 * Breaks a text into lines, at spaces where there are any and anywhere else where there are none.
 *
 * @param width columns of the widest line.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
