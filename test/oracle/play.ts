import type { RawAnswer } from '../support/raw.ts';
import { answerOf } from './exchange.ts';
import type { Answer, Exchange, ExchangeRequest } from './exchange.ts';
import { obtainCredentials } from './credentials.ts';
import type { Subject } from './credentials.ts';
import { credentialsIn, fillCredentials } from './placeholders.ts';
import { sendExchange } from './send.ts';

/**
 * Plays an exchange to a server: gets the credentials that it asks for, sends what comes first, and
 * then the request itself.
 *
 * @param exchange with its tokens forged.
 */
export async function play(subject: Subject, exchange: Exchange): Promise<Answer> {
  const credentials = new Map<string, string>();
  const send = async (request: ExchangeRequest): Promise<RawAnswer> => {
    await obtainCredentials(subject, credentialsIn(request), credentials);
    return sendExchange(subject.port, fillCredentials(request, credentials));
  };
  for (const { capture = {}, ...request } of exchange.setup ?? []) {
    const { body } = await send(request);
    for (const [name, field] of Object.entries(capture)) {
      credentials.set(name, (JSON.parse(body) as Record<string, string>)[field] ?? '');
    }
  }
  const { body, ...answer } = await send(exchange.request);
  const cleaned = withoutCredentials(body, credentials);
  return answerOf({ ...answer, body: cleaned }, exchange.request.method);
}

/** What was sent comes back in some answers, and differs from server to server. */
function withoutCredentials(body: string, credentials: ReadonlyMap<string, string>): string {
  return [...credentials].reduce(
    (text, [name, value]) =>
      name.startsWith('csrf') && value !== '' ? text.replaceAll(value, '<csrf token>') : text,
    body,
  );
}
