import { styleText } from 'node:util';
import type { Tour } from '../../src/site/demo/guided-tour.ts';
import type { TerminalGuide } from './guide.ts';

/** Leads the tours, one after the other. */
export async function leadTours(
  tours: readonly Tour[],
  guide: TerminalGuide,
  print: (text: string) => void,
): Promise<void> {
  for (const tour of tours) {
    print(styleText('bold', `${tour.title}\n${'─'.repeat(tour.title.length)}`));
    await tour.lead(guide);
  }
}

/** The tours in one line. */
export function summary(tours: readonly Tour[], { requests, wrong }: TerminalGuide): string {
  const verdict =
    wrong === 0
      ? styleText('green', 'all answers as expected')
      : styleText('red', `${count(wrong, 'answer')} not as expected`);
  return `${count(tours.length, 'scheme')}, ${count(requests, 'request')}, ${verdict}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
