import { expect, it } from 'vitest';
import { challengesOf, entriesOf, expectAnswer, send } from './support/recording.ts';
import { startServer } from './running.ts';

/** Headers to add to each request, and live values for the recording's `${…}`. */
interface Replay {
  readonly credentials?: Record<string, string>;
  readonly live?: (origin: string) => Promise<Record<string, string>>;
}

/** Sends what was recorded for a step to the running server, and compares with what DRF answered. */
export async function replay(step: string, { credentials, live }: Replay = {}): Promise<void> {
  const server = await startServer();
  const values = (await live?.(server.origin)) ?? {};
  const anonymous = await fetch(`${server.origin}/home/`);
  const open = anonymous.headers.get('WWW-Authenticate')?.toLowerCase().split(', ') ?? [];

  it.each(entriesOf(step))('$id', async (entry) => {
    const { response } = entry;
    const answer = await send(server, entry, values, credentials);
    const isAnonymous = JSON.stringify(response.body).includes('were not provided');
    // The recorded server knew one scheme; to this one, another one's word means something.
    const [, header] = entry.request.headers.find(([name]) => name === 'Authorization') ?? [];
    const word = header?.split(' ')[0]?.toLowerCase();
    if (isAnonymous && open.some((challenge) => challenge.split(' ')[0] === word)) return;
    // DRF's example repeats the credentials; ours greets, and says who was let in by which scheme.
    const isGreeting = response.status === 200 && entry.request.method === 'GET';
    const greeting = { ...(JSON.parse(answer.body) as object), message: 'Hello, world!' };
    const status = isAnonymous ? 401 : response.status;
    expectAnswer(answer, { status, body: isGreeting ? greeting : response.body });
    expect(challengesOf(answer)).toEqual(expect.arrayContaining([...response.challenge]));
    if (!isAnonymous) expect(challengesOf(answer)[0]).toBe(response.challenge[0]);
  });
}
