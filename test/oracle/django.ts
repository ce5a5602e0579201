import { spawnSync } from 'node:child_process';
import { Program } from '../../scripts/tour/program.ts';
import type { Subject, Users } from './credentials.ts';
import { SIGNING_KEY } from './groups.ts';
import type { Group } from './groups.ts';
import { sendExchange } from './send.ts';

/** A server that exchanges are played to, until it is stopped. */
export interface StartedSubject extends Subject {
  stop(): Promise<void>;
}

/** What the oracle's app imports. */
const PACKAGES = 'import django, rest_framework, rest_framework_simplejwt';

/** Where Python finds a Django, and its version; undefined where it finds none. */
export function findDjango(): { python: string; versions: string } | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    const script = `${PACKAGES}; print(django.__version__, rest_framework.VERSION)`;
    const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [django = '', drf = ''] = stdout.trim().split(' ');
    return { python, versions: `Django ${django} and REST framework ${drf}` };
  }
  return undefined;
}

/**
 * Starts the tutorial's app on Django.
 *
 * @param python as {@link findDjango} has found it.
 * @param signal stops it when it is aborted.
 */
export async function startDjango(
  python: string,
  { schemes, isRotating }: Group,
  folder: string,
  signal: AbortSignal,
): Promise<StartedSubject> {
  const program = new Program({
    script: 'test/oracle/django/app.py',
    interpreter: [python, '-B'],
    folder,
    settings: {
      SCHEMES: schemes.join(','),
      ROTATE: String(isRotating),
      SECRET_KEY: SIGNING_KEY,
      PYTHONPATH: process.env.PYTHONPATH ?? '',
    },
  });
  const stop = (): Promise<void> => program.stop();
  signal.addEventListener('abort', () => void stop());
  const port = Number(await program.printed(/^listening on .*:(\d+)$/m));
  return { port, users: usersOf(port), stop };
}

/** Changes of users, by the orders that the app takes. */
function usersOf(port: number): Users {
  const order = async (body: object): Promise<void> => {
    const request = { method: 'POST', path: '/oracle/', headers: [], body: JSON.stringify(body) };
    const { status } = await sendExchange(port, request);
    if (status !== 204) throw new Error(`Django answers ${status} to an order`);
  };
  return {
    set: (username, password) => order({ username, password }),
    deactivate: (username) => order({ username, active: false }),
    delete: (username) => order({ username, delete: true }),
  };
}
