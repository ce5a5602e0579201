import { readFileSync } from 'node:fs';

/** An instruction of a Dockerfile, with what follows its name. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The stages of a Dockerfile, each from its FROM on. */
export function readDockerfile(file: string): Instruction[][] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const space = line.indexOf(' ');
    const instruction = { name: line.slice(0, space), text: line.slice(space + 1) };
    if (instruction.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/** The texts of all instructions with a name. */
export function textsOf(stage: readonly Instruction[], name: string): string[] {
  return stage.filter((each) => each.name === name).map(({ text }) => text);
}

/** What the JSON form of CMD runs; in HEALTHCHECK it follows the options. */
export function commandOf(text = ''): string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
