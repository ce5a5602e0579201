import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { rooms } from '../../src/auth/rooms.ts';
import { askHome } from './answer.ts';
import { prepareDatabase } from './database.ts';

const USERNAME = 'user500';
const PASSWORD = 'correct horse battery staple';

/** How many users there are in the database. */
export const USERS = 1000;

/** A server's `/home/` under one kind of credentials: a row of the table. */
export interface Subject {
  readonly name: string;
  readonly origin: string;
  /** Fresh credentials; they may live for minutes only. */
  readonly obtain: () => Promise<Record<string, string>>;
}

/** A program that serves, and the settings for it. */
export interface ServerProgram {
  readonly script: string;
  readonly parameters?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a server for each yardstick and one for all schemes.
 *
 * @param start starts a server and returns its origin.
 * @param folder where the database goes.
 * @returns bare `node:http` first, stock Express second.
 */
export async function openSubjects(
  start: (program: ServerProgram) => Promise<string>,
  folder: string,
): Promise<Subject[]> {
  const settings = {
    NODE_ENV: 'production',
    PORT: '0',
    SECRET_KEY: randomBytes(48).toString('base64'),
    DATABASE_URL: `sqlite:${join(folder, 'db.sqlite3')}`,
    ALLOW_INSECURE_HTTP: 'true',
  };
  await prepareDatabase(settings, { users: USERS, password: PASSWORD });
  const server = await start({ script: 'src/server.ts', settings });

  const serve = (...parameters: string[]): Promise<string> => {
    const environment = { NODE_ENV: settings.NODE_ENV };
    return start({ script: 'scripts/bench/serve.ts', parameters, settings: environment });
  };
  const obtain = (): Promise<Record<string, string>> => Promise.resolve({});
  const open = { name: 'open route', origin: await serve('open'), obtain };
  const answer = JSON.stringify(await askHome(open, {}));
  return [
    { name: 'bare node:http', origin: await serve('bare', answer), obtain },
    { name: 'stock Express', origin: await serve('express', answer), obtain },
    open,
    ...rooms.map((room) => ({
      name: room.name,
      origin: server,
      obtain: () => room.obtain(server, USERNAME, PASSWORD),
    })),
  ];
}
