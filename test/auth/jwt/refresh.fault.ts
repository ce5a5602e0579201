import { expect, it } from 'vitest';
import { failuresOf, prepareDeployment } from '../../support/deployment.ts';
import { obtainPair } from './pair.ts';

const PROCESSES = 4;
const ROUNDS = 20;
const AT_ONCE = 50;

async function refresh(origin: string, token: string): Promise<{ status: number; body: Pair }> {
  const answer = await fetch(`${origin}/api/token/refresh/`, {
    method: 'POST',
    body: new URLSearchParams({ refresh: token }),
  });
  return { status: answer.status, body: (await answer.json()) as Pair };
}

interface Pair {
  access: string;
  refresh: string;
}

it('18: 50 refreshes of one token at once, over 4 processes, give one successor that works', async () => {
  const deployment = await prepareDeployment();
  const servers = await Promise.all(Array.from({ length: PROCESSES }, () => deployment.start()));
  const originOf = (index: number): string => servers[index % PROCESSES]?.origin ?? '';
  let { refresh: token } = await obtainPair(originOf(0));
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => refresh(originOf(index), token)),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const successors = new Set(answers.map(({ body }) => body.refresh));
    expect(successors.size).toBe(1);
    for (const { body } of answers.slice(0, PROCESSES)) {
      const headers = { Authorization: `Bearer ${body.access}` };
      expect((await fetch(`${originOf(round)}/home/`, { headers })).status).toBe(200);
    }
    const [successor = ''] = successors;
    expect(successor).not.toBe(token);
    token = successor;
  }
  // The family lives on: nobody was taken for a thief and logged out.
  expect((await refresh(originOf(0), token)).status).toBe(200);
  expect(servers.flatMap(failuresOf)).toEqual([]);
});
