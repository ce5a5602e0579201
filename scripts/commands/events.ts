import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { RunWithDependencies } from '../../src/auth/scheme.ts';
import { EventStore } from '../../src/events/store.ts';
import type { RecordedEvent } from '../../src/events/store.ts';
import { describeUserAgent } from '../../src/http/user-agent.ts';
import { formatColumns } from './table.ts';

const HEAD = ['time (UTC)', 'event', 'user', 'address', 'client', 'path', 'by', 'detail'];

/** `manage events`: who logged in, who tried to, what was issued and taken back. */
export function addEvents(program: Command, run: RunWithDependencies): void {
  program
    .command('events [username]')
    .description('show what happened to credentials, a user’s or everybody’s')
    .option('-n, --limit <number>', 'show so many of the latest', readCount, 50)
    .action((username: string | undefined, { limit }: { limit: number }) =>
      run(async ({ database, clock }) => {
        const events = await new EventStore(database, clock).list(limit, username);
        if (events.length === 0) console.error('There are no events.');
        else console.log(formatColumns(HEAD, events.reverse().map(toCells)));
      }),
    );
}

function toCells({
  at,
  type,
  username,
  address,
  userAgent,
  path,
  detail,
  actor,
}: RecordedEvent): string[] {
  return [
    new Date(at).toISOString().slice(0, 19).replace('T', ' '),
    type,
    username ?? '–',
    address ?? '–',
    describeUserAgent(userAgent) ?? '–',
    path ?? '–',
    actor ?? '–',
    detail ?? '',
  ];
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number from 1 to 999999.');
}
