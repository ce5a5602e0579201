import { inspect, isDeepStrictEqual } from 'node:util';
import type { Expectation } from '../guided-tour.ts';
import type { Answer } from './request.ts';

/** What is wrong with an answer, in a sentence each; empty when it is as expected. */
export function mismatches(answer: Answer, expected: Expectation): string[] {
  const problems: string[] = [];
  if (answer.status !== expected.status) problems.push(`expected status ${expected.status}`);
  for (const [field, value] of Object.entries(expected.body ?? {})) {
    const actual = answer.body[field];
    if (isDeepStrictEqual(actual, value)) continue;
    problems.push(`expected ${field} to be ${show(value)}, got ${show(actual)}`);
  }
  return problems;
}

function show(value: unknown): string {
  return inspect(value, { breakLength: Infinity });
}
