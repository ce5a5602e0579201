import { readFileSync } from 'node:fs';
import type { Answer, Exchange } from './exchange.ts';

/** An exchange that was played to a Django, and what that answered. */
export interface RecordedExchange extends Exchange {
  /** Of Django 3.2 with REST framework 3.14 and SimpleJWT 5.2. */
  readonly response: Answer;
  /** Of Django 5.2 with REST framework 3.18 and SimpleJWT 5.5, where that answered otherwise. */
  readonly today?: Answer;
}

/** What two Djangos answered; a clone without any Django has it, too. */
export const recordedExchanges = JSON.parse(
  readFileSync(new URL('../fixtures/django.json', import.meta.url), 'utf8'),
) as readonly RecordedExchange[];
