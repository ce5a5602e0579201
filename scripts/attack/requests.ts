import { attack, nothing } from './attack.ts';
import type { Attack } from './attack.ts';
import { basicHeader, USER } from './target.ts';
import type { Target } from './target.ts';

const AUTHORIZATION = basicHeader(USER.username, USER.password);

/** Posts to `/home/` as the user. @returns the status, and the answer's text. */
async function post(target: Target, type: string, body: string): Promise<[number, string]> {
  const answer = await target.post('/home/', { ...AUTHORIZATION, 'Content-Type': type }, body);
  return [answer.status, await answer.text()];
}

/** Against what reads requests. */
export const requestAttacks: readonly Attack[] = [
  attack({
    name: 'deep-body',
    story: 'nests 20,000 lists in a body',
    row: 36,
    given: nothing,
    async holds(target) {
      const depth = 20_000;
      const body = '['.repeat(depth) + ']'.repeat(depth);
      const [status] = await post(target, 'application/json', body);
      return status === 400;
    },
  }),
  attack({
    name: 'long-list',
    story: 'names a field a[1000000], to have a list of that length made',
    row: 36,
    given: nothing,
    async holds(target) {
      const name = 'Content-Disposition: form-data; name="a[1000000]"';
      const body = ['--x', name, '', '1', '--x--', ''].join('\r\n');
      const [status, text] = await post(target, 'multipart/form-data; boundary=x', body);
      return status < 500 && text.length < 1000;
    },
  }),
  attack({
    name: 'echo',
    story: 'makes an error repeat the password that was in the body',
    row: 32,
    given: nothing,
    async holds(target) {
      const [, text] = await post(target, 'application/json', '{"password": secret}');
      return !text.includes('secret');
    },
  }),
  attack({
    name: 'two-hosts',
    story: 'names two hosts, one for the proxy and one for the server',
    row: 37,
    given: nothing,
    async holds(target) {
      const lines = ['GET /home/ HTTP/1.1', target.hostLine, 'Host: b'];
      return (await target.statusOfLines(...lines)) === 400;
    },
  }),
  attack({
    name: 'kept-answer',
    story: 'reads what was private from the cache of a shared computer',
    row: 47,
    given: nothing,
    async holds(target) {
      const { headers } = await target.send('/home/', AUTHORIZATION);
      return headers.get('Cache-Control')?.includes('no-store') ?? false;
    },
  }),
];
