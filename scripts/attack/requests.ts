import { holdsIf } from './attack.ts';
import type { Attack, Outcome } from './attack.ts';
import { USER } from './target.ts';
import type { Target } from './target.ts';

const AUTHORIZATION = {
  Authorization: `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString('base64')}`,
};

/** Posts to `/home/` as the user. @returns the status, and the answer's text. */
async function post(target: Target, type: string, body: string): Promise<[number, string]> {
  const answer = await target.post('/home/', { ...AUTHORIZATION, 'Content-Type': type }, body);
  return [answer.status, await answer.text()];
}

/** Against what reads requests. */
export const requestAttacks: readonly Attack[] = [
  {
    name: 'deep-body',
    story: 'nests 20,000 lists in a body',
    row: 36,
    async play(target: Target): Promise<Outcome> {
      const depth = 20_000;
      const body = '['.repeat(depth) + ']'.repeat(depth);
      const [status] = await post(target, 'application/json', body);
      return holdsIf(status === 400);
    },
  },
  {
    name: 'long-list',
    story: 'names a field a[1000000], to have a list of that length made',
    row: 36,
    async play(target: Target): Promise<Outcome> {
      const name = 'Content-Disposition: form-data; name="a[1000000]"';
      const body = ['--x', name, '', '1', '--x--', ''].join('\r\n');
      const [status, text] = await post(target, 'multipart/form-data; boundary=x', body);
      return holdsIf(status < 500 && text.length < 1000);
    },
  },
  {
    name: 'echo',
    story: 'makes an error repeat the password that was in the body',
    row: 32,
    async play(target: Target): Promise<Outcome> {
      const [, text] = await post(target, 'application/json', '{"password": secret}');
      return holdsIf(!text.includes('secret'));
    },
  },
  {
    name: 'two-hosts',
    story: 'names two hosts, one for the proxy and one for the server',
    row: 37,
    async play(target: Target): Promise<Outcome> {
      const status = await target.statusOfLines('GET /home/ HTTP/1.1', target.hostLine, 'Host: b');
      return holdsIf(status === 400);
    },
  },
  {
    name: 'kept-answer',
    story: 'reads what was private from the cache of a shared computer',
    row: 47,
    async play(target: Target): Promise<Outcome> {
      const { headers } = await target.send('/home/', AUTHORIZATION);
      return holdsIf(headers.get('Cache-Control')?.includes('no-store') ?? false);
    },
  },
];
