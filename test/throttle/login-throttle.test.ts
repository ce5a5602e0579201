import { describe, expect, it, vi } from 'vitest';
import { ServiceUnavailable } from '../../src/http/http-error.ts';
import { SecretKeys } from '../../src/keys/secret-key.ts';
import { LoginThrottle } from '../../src/throttle/login-throttle.ts';
import { deleteExpiredCounters } from '../../src/throttle/counter-store.ts';
import { ThrottleKey } from '../../src/throttle/throttle-key.ts';
import { Throttled } from '../../src/throttle/throttled.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Outcome = 'right' | 'wrong' | `wait ${number}`;

/** Tries passwords against a throttle over a real database. */
class Guesser {
  readonly throttle: LoginThrottle;
  /** How many passwords were looked at. */
  looked = 0;
  readonly onLimit = vi.fn(() => Promise.resolve());
  readonly told = { record: () => Promise.resolve(), onLimit: this.onLimit };

  constructor({ dependencies }: TestServer, keys = dependencies.keys) {
    const { database, clock } = dependencies;
    this.throttle = new LoginThrottle(database, clock, new ThrottleKey(database, keys));
  }

  async guess(username: string, address: string, isRight = false): Promise<Outcome> {
    const run = (): Promise<true | undefined> => {
      this.looked += 1;
      return Promise.resolve(isRight ? true : undefined);
    };
    try {
      const result = await this.throttle.run({
        ...{ account: username, field: username, address, run },
        ...this.told,
      });
      return result === true ? 'right' : 'wrong';
    } catch (error) {
      if (error instanceof Throttled) return `wait ${error.seconds}`;
      throw error;
    }
  }

  /** Guesses wrong so many times. */
  miss(times: number, username: string, address: string): Promise<Outcome[]> {
    return this.spread(times, () => [username, address]);
  }

  /** Guesses wrong so many times, each time what the index says. */
  async spread(
    times: number,
    guessOf: (index: number) => readonly [username: string, address: string],
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let index = 0; index < times; index += 1) {
      outcomes.push(await this.guess(...guessOf(index)));
    }
    return outcomes;
  }

  /** Guesses wrong so many times, ten times at each of as many addresses as it takes. */
  attack(times: number, username: string, network = 113): Promise<Outcome[]> {
    return this.spread(times, (index) => [username, `203.0.${network}.${Math.floor(index / 10)}`]);
  }
}

/** How many passwords were looked at. */
function count(outcomes: readonly Outcome[]): number {
  return outcomes.filter((outcome) => outcome === 'wrong').length;
}

async function startGuessing(): Promise<{ server: TestServer; guesser: Guesser }> {
  const server = await startServer();
  return { server, guesser: new Guesser(server) };
}

describe('the login throttle', () => {
  it('33: lets one address get one account wrong ten times in a quarter of an hour', async () => {
    const { server, guesser } = await startGuessing();
    expect(await guesser.miss(10, 'root', '192.0.2.1')).toEqual(Array(10).fill('wrong'));
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('wait 900');
    expect(guesser.looked).toBe(10);
    expect(guesser.onLimit).toHaveBeenCalledOnce();
    server.advance(14 * MINUTE);
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('wait 60');
    expect(await guesser.guess('alice', '192.0.2.1', true)).toBe('right');
    expect(await guesser.guess('root', '192.0.2.2', true)).toBe('right');
    server.advance(MINUTE);
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('right');
  });

  it('33: begins anew after a right password', async () => {
    const { guesser } = await startGuessing();
    for (let round = 0; round < 3; round += 1) {
      expect(await guesser.miss(9, 'root', '192.0.2.1')).toEqual(Array(9).fill('wrong'));
      expect(await guesser.guess('root', '192.0.2.1', true)).toBe('right');
    }
  });

  it('33: begins the row of an account anew after a right password, from wherever it comes', async () => {
    const { guesser } = await startGuessing();
    for (let round = 0; round < 2; round += 1) {
      expect(await guesser.attack(99, 'root', round)).toEqual(Array(99).fill('wrong'));
      expect(await guesser.guess('root', `192.0.2.${round}`, true)).toBe('right');
    }
  });

  it('33: turns a flood away without writing anything', async () => {
    const { server, guesser } = await startGuessing();
    const { database } = server.dependencies;
    await guesser.miss(10, 'root', '192.0.2.1');
    database.run = database.transaction = () => expect.fail('it writes');
    for (const outcome of await guesser.miss(20, 'root', '192.0.2.1')) {
      expect(outcome).toBe('wait 900');
    }
  });

  it('33: lets one address get a hundred passwords wrong in an hour, whatever the names', async () => {
    const { server, guesser } = await startGuessing();
    for (let name = 0; name < 100; name += 1) {
      expect(await guesser.guess(`user${name}`, '192.0.2.1')).toBe('wrong');
      // The right password of an account that is the attacker's own buys no more guesses.
      if (name < 99) expect(await guesser.guess('mallory', '192.0.2.1', true)).toBe('right');
    }
    expect(await guesser.guess('user100', '192.0.2.1', true)).toBe('wait 3600');
    // A user who has logged in there before is not shut out for it.
    expect(await guesser.guess('mallory', '192.0.2.1', true)).toBe('right');
    expect(await guesser.guess('user100', '192.0.2.2', true)).toBe('right');
    server.advance(60 * MINUTE);
    expect(await guesser.guess('user100', '192.0.2.1', true)).toBe('right');
  });

  it('33: takes the addresses of an IPv6 /64 for one, but not those behind NAT64', async () => {
    const { guesser } = await startGuessing();
    for (let host = 1; host <= 10; host += 1) {
      expect(await guesser.guess('root', `2001:db8:0:1:${host}::${host}`)).toBe('wrong');
    }
    expect(await guesser.guess('root', '2001:db8:0:1::ffff', true)).toBe('wait 900');
    expect(await guesser.guess('root', '2001:db8:0:2::ffff', true)).toBe('right');
    await guesser.miss(10, 'root', '64:ff9b::c000:207');
    expect(await guesser.guess('root', '64:ff9b::c000:207', true)).toBe('wait 900');
    expect(await guesser.guess('root', '64:ff9b::c000:208', true)).toBe('right');
  });

  it('33: lets an IPv6 /56 get one account wrong twenty times, a /48 forty times', async () => {
    const { server, guesser } = await startGuessing();
    const spread = (network: (index: number) => string): Promise<Outcome[]> =>
      guesser.spread(60, (index) => ['root', network(index)]);
    expect(count(await spread((index) => `2001:db8:1:${index.toString(16)}::1`))).toBe(20);
    expect(await guesser.guess('root', '2001:db8:1:ff::1', true)).toBe('wait 900');
    // The /48 has twenty left.
    expect(count(await spread((index) => `2001:db8:1:${index.toString(16)}00::1`))).toBe(20);
    expect(await guesser.guess('root', '2001:db8:1:ffff::1', true)).toBe('wait 900');
    expect(await guesser.guess('alice', '2001:db8:1:ffff::1', true)).toBe('right');
    expect(await guesser.guess('root', '2001:db8:2::1', true)).toBe('right');
    server.advance(15 * MINUTE);
    expect(await guesser.guess('root', '2001:db8:1:ffff::1', true)).toBe('right');
  });

  it('33: lets an IPv6 /56 get 300 passwords wrong in an hour, a /48 900, whatever the names', async () => {
    const { server, guesser } = await startGuessing();
    const spread = (times: number, network: (index: number) => string): Promise<Outcome[]> =>
      guesser.spread(times, (index) => [`user${index}`, network(index)]);
    const inOne56 = (index: number): string => `2001:db8:1:${(index % 256).toString(16)}::1`;
    expect(count(await spread(310, inOne56))).toBe(300);
    expect(await guesser.guess('alice', '2001:db8:1:ff::1', true)).toBe('wait 3600');
    expect(await guesser.guess('alice', '2001:db8:1:100::1', true)).toBe('right');
    const inMany56s = (index: number): string => `2001:db8:1:${(index + 256).toString(16)}0::1`;
    expect(count(await spread(610, inMany56s))).toBe(600);
    expect(await guesser.guess('bob', '2001:db8:1:ffff::1', true)).toBe('wait 3600');
    // A user who has logged in there before is not shut out for it.
    expect(await guesser.guess('alice', '2001:db8:1:100::1', true)).toBe('right');
    expect(await guesser.guess('bob', '2001:db8:2::1', true)).toBe('right');
    server.advance(60 * MINUTE);
    expect(await guesser.guess('bob', '2001:db8:1:ffff::1', true)).toBe('right');
  });

  it('33: right passwords use up nothing of a large network', async () => {
    const { guesser } = await startGuessing();
    for (let index = 0; index < 50; index += 1) {
      const address = `2001:db8:1:${index.toString(16)}::1`;
      expect(await guesser.guess('root', address, true)).toBe('right');
    }
    expect(await guesser.miss(10, 'root', '2001:db8:1:ff::1')).toEqual(Array(10).fill('wrong'));
  });

  it('33: lets strangers get an account wrong a hundred times in a row', async () => {
    const { server, guesser } = await startGuessing();
    expect(await guesser.attack(100, 'root')).toEqual(Array(100).fill('wrong'));
    // Somebody new gets one guess each half minute; who has failed before gets none.
    expect(await guesser.guess('root', '198.51.100.1')).toBe('wrong');
    expect(await guesser.guess('root', '198.51.100.1')).toMatch(/^wait/);
    expect(await guesser.guess('root', '198.51.100.2')).toBe('wait 30');
    server.advance(MINUTE / 2);
    expect(await guesser.guess('root', '198.51.100.2')).toBe('wrong');
    server.advance(DAY);
    expect(await guesser.guess('root', '198.51.100.1')).toBe('wrong');
  });

  it('33: does not lock the owner out, wherever the attacker is', async () => {
    const { server, guesser } = await startGuessing();
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('right');
    await guesser.attack(1000, 'root');
    expect(guesser.looked).toBeLessThanOrEqual(102);
    expect(await guesser.guess('root', '192.0.2.1')).toBe('wrong');
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('right');
    // At an address that is new to the account it may take half a minute.
    server.advance(MINUTE / 2);
    expect(await guesser.guess('root', '192.0.2.9', true)).toBe('right');
    expect(await guesser.guess('root', '192.0.2.9', true)).toBe('right');
  });

  it('33: does not lock the owner out for a name that reads as an address and theirs', async () => {
    const { guesser } = await startGuessing();
    for (const [address, network] of [
      ['192.0.2.1', '192.0.2.1'],
      ['2001:db8::1', '2001:db8::/64'],
    ] as const) {
      expect(await guesser.guess('root', address, true)).toBe('right');
      expect(await guesser.attack(100, `${network} root`)).toEqual(Array(100).fill('wrong'));
      expect(await guesser.guess('root', address, true)).toBe('right');
    }
  });

  it('33: lets an IPv6 /48 take what others may try beyond that once, not once for each /64', async () => {
    const { server, guesser } = await startGuessing();
    await guesser.attack(100, 'root');
    for (let index = 0; index < 20; index += 1) {
      server.advance(MINUTE / 2);
      const outcome = await guesser.guess('root', `2001:db8:1:${index.toString(16)}00::1`);
      expect(outcome).toEqual(index === 0 ? 'wrong' : expect.stringMatching(/^wait/));
    }
    expect(await guesser.guess('root', '198.51.100.1', true)).toBe('right');
  });

  it('33: counts known addresses as well, each by itself', async () => {
    const { server, guesser } = await startGuessing();
    for (const address of ['192.0.2.1', '192.0.2.2', '2001:db8:1::1', '2001:db8:1:1::1']) {
      expect(await guesser.guess('root', address, true)).toBe('right');
    }
    for (const address of ['192.0.2.1', '2001:db8:1::1']) {
      for (let round = 0; round < 10; round += 1) {
        expect(await guesser.miss(10, 'root', address)).toEqual(Array(10).fill('wrong'));
        server.advance(15 * MINUTE);
      }
      expect(await guesser.guess('root', address, true)).toMatch(/^wait/);
    }
    for (const address of ['192.0.2.2', '192.0.2.3', '2001:db8:1:1::1']) {
      expect(await guesser.guess('root', address, true)).toBe('right');
    }
    server.advance(DAY);
    expect(await guesser.guess('root', '192.0.2.1', true)).toBe('right');
  });

  it('33: a burst cannot exceed it, where others count as well either', async () => {
    const { server, guesser } = await startGuessing();
    const other = new Guesser(server);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? guesser : other).guess('root', '192.0.2.1'),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'wrong')).toHaveLength(10);
    expect(guesser.looked + other.looked).toBe(10);
  });

  it('33: a burst from all over a large network cannot exceed it, and nobody gets an error', async () => {
    const { server, guesser } = await startGuessing();
    const other = new Guesser(server);
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? guesser : other).guess('root', `2001:db8:1:${index.toString(16)}00::1`),
      ),
    );
    expect(count(outcomes)).toBe(40);
    expect(guesser.looked + other.looked).toBe(40);
  });

  it('33: many right ones at once are no burst of guesses', async () => {
    const { guesser } = await startGuessing();
    await guesser.miss(9, 'root', '192.0.2.1');
    const guesses = Array.from({ length: 50 }, () => guesser.guess('root', '192.0.2.1', true));
    expect(new Set(await Promise.all(guesses))).toEqual(new Set(['right']));
  });

  it('33: sends away who would have to wait behind too many', async () => {
    const { guesser } = await startGuessing();
    const guesses = Array.from({ length: 70 }, () => guesser.guess('root', '192.0.2.1', true));
    const outcomes = await Promise.allSettled(guesses);
    const rejected = outcomes.filter(({ status }) => status === 'rejected');
    expect(rejected).toHaveLength(5);
    for (const { reason } of rejected as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(ServiceUnavailable);
    }
  });

  it('33: charges nothing for a password that nobody looked at', async () => {
    const { server, guesser } = await startGuessing();
    const run = (): Promise<undefined> => Promise.reject(new Error('busy'));
    const names = { account: 'root', field: 'root' };
    const attempt = { ...names, address: '192.0.2.1', run, ...guesser.told };
    for (let time = 0; time < 20; time += 1) {
      await expect(guesser.throttle.run(attempt)).rejects.toThrow('busy');
    }
    expect(await guesser.miss(10, 'root', '192.0.2.1')).toEqual(Array(10).fill('wrong'));
    // Given back after its window has ended, it is no credit for the next.
    const slow = async (): Promise<undefined> => {
      server.advance(DAY);
      throw new Error('busy');
    };
    server.advance(DAY);
    await expect(guesser.throttle.run({ ...attempt, run: slow })).rejects.toThrow('busy');
    expect(await guesser.miss(11, 'root', '192.0.2.1')).toEqual([
      ...Array<Outcome>(10).fill('wrong'),
      'wait 900',
    ]);
  });

  it('33: goes on counting when SECRET_KEY is replaced, also once the old one is dropped', async () => {
    const { server } = await startGuessing();
    const withKeys = (...keys: [string, ...string[]]): Guesser =>
      new Guesser(server, new SecretKeys(keys));
    await withKeys('old').miss(10, 'root', '192.0.2.1');
    // Processes that have not been told yet, and some that have, may start in any order.
    const starts: [string, ...string[]][] = [
      ['old'],
      ['new', 'old'],
      ['old'],
      ['new', 'old'],
      ['new'],
    ];
    for (const keys of starts) {
      expect(await withKeys(...keys).guess('root', '192.0.2.1', true)).toBe('wait 900');
    }
    // A thief of just the database, or with another key, finds nobody in it.
    expect(await withKeys('another').guess('root', '192.0.2.1', true)).toBe('right');
  });

  it('33: does not forget what has begun anew while it was about to', async () => {
    const { server, guesser } = await startGuessing();
    const { database, clock } = server.dependencies;
    await guesser.miss(1, 'root', '192.0.2.1');
    server.advance(2 * DAY);
    let forgetting: Promise<unknown> = Promise.resolve();
    await database.transaction('a test', async (queries) => {
      await queries.run('UPDATE rate_limits SET expires_at = ?', clock() + DAY);
      forgetting = deleteExpiredCounters(database, clock);
      // It has found what had expired, and waits for the rows.
      for (let turn = 0; turn < 300; turn += 1) await queries.get('SELECT 1');
    });
    await forgetting;
    expect(await database.all('SELECT key FROM rate_limits')).toHaveLength(3);
  });

  it('33: does not say in the database who was tried, and forgets', async () => {
    const { server, guesser } = await startGuessing();
    const { database, clock } = server.dependencies;
    await guesser.guess('hunter2', '192.0.2.1');
    for (let name = 0; name < 1500; name += 1) {
      await guesser.guess(`name${name}`, `198.51.${name % 250}.${name % 249}`);
    }
    const rows = await database.all<{ key: string }>('SELECT key FROM rate_limits');
    expect(rows.length).toBeGreaterThan(3000);
    for (const { key } of rows) expect(key).toMatch(/^(address|pair|account):[\w-]{43}$/);
    expect(await deleteExpiredCounters(database, clock)).toBe(0);
    server.advance(DAY);
    expect(await deleteExpiredCounters(database, clock)).toBe(rows.length);
  });
});
