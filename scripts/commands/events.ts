import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { EventStore } from '../../src/events/store.ts';
import type { RecordedEvent } from '../../src/events/store.ts';
import { formatColumns } from './table.ts';
import { examples } from '../command-line.ts';

const HEAD = ['time (UTC)', 'event', 'user', 'address', 'client', 'path', 'by', 'detail'];

/** `manage events`: who logged in, who tried to, what was issued and taken back. */
export function addEvents(program: Command, run: RunWithServices): void {
  program
    .command('events [username]')
    .description("show what happened to credentials, a user's or everybody's")
    .addHelpText(
      'after',
      examples('npm run manage -- events', 'npm run manage -- events alice --limit 200'),
    )
    .option('-n, --limit <number>', 'show so many of the latest', readCount, 50)
    .option('-b, --before <id>', 'of those before this one', readId)
    .action((username: string | undefined, { limit, before }: Options) =>
      run(async ({ database, clock }) => {
        const { describeUserAgent } = await import('../../src/http/client.ts');
        const store = new EventStore(database, clock);
        const events = await store.list(limit + 1, username, before);
        const shown = events.slice(0, limit);
        const oldest = shown.at(-1);
        if (oldest === undefined) {
          console.error('There are no events.');
          return;
        }
        console.log(
          formatColumns(
            HEAD,
            shown.reverse().map((event) => toCells(event, describeUserAgent(event.userAgent))),
          ),
        );
        if (events.length > limit) console.error(`There are older ones: --before ${oldest.id}`);
      }),
    );
}

interface Options {
  readonly limit: number;
  readonly before?: number;
}

function toCells(
  { at, type, username, address, path, detail, actor }: RecordedEvent,
  client: string | undefined,
): string[] {
  return [
    new Date(at).toISOString().slice(0, 19).replace('T', ' '),
    type,
    username ?? '–',
    address ?? '–',
    client ?? '–',
    path ?? '–',
    actor ?? '–',
    detail ?? '',
  ];
}

function readId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be the number of an event.');
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number from 1 to 999999.');
}
