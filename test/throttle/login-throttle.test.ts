import { describe, expect, it, vi } from 'vitest';
import { ServiceUnavailable } from '../../src/errors.ts';
import { LoginThrottle } from '../../src/throttle/login-throttle.ts';
import { deleteExpiredRateLimits } from '../../src/throttle/rate-limiter.ts';
import { Throttled } from '../../src/throttle/throttled.ts';
import { startServer } from '../server.ts';
import type { TestServer } from '../server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Outcome = 'right' | 'wrong' | `wait ${number}`;

/** Tries passwords against a throttle over a real database. */
class Guesser {
  readonly throttle: LoginThrottle;
  /** How many passwords were looked at. */
  looked = 0;
  readonly onLimit = vi.fn(() => Promise.resolve());

  constructor({ dependencies }: TestServer) {
    const { database, clock, keys } = dependencies;
    this.throttle = new LoginThrottle(database, clock, keys.derive('login throttle')[0]);
  }

  async guess(username: string, address: string, isRight = false): Promise<Outcome> {
    const run = (): Promise<true | undefined> => {
      this.looked += 1;
      return Promise.resolve(isRight ? true : undefined);
    };
    try {
      const result = await this.throttle.run({ username, address, run, onLimit: this.onLimit });
      return result === true ? 'right' : 'wrong';
    } catch (error) {
      if (error instanceof Throttled) return `wait ${error.seconds}`;
      throw error;
    }
  }

  /** Guesses wrong so many times. */
  async miss(times: number, username: string, address: string): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let time = 0; time < times; time += 1) outcomes.push(await this.guess(username, address));
    return outcomes;
  }

  /** Guesses wrong so many times, ten times at each of as many addresses as it takes. */
  async attack(times: number, username: string, network = 113): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let time = 0; time < times; time += 1) {
      outcomes.push(await this.guess(username, `203.0.${network}.${Math.floor(time / 10)}`));
    }
    return outcomes;
  }
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
    // Who has logged in there before is not shut out for it.
    expect(await guesser.guess('mallory', '192.0.2.1', true)).toBe('right');
    expect(await guesser.guess('user100', '192.0.2.2', true)).toBe('right');
    server.advance(60 * MINUTE);
    expect(await guesser.guess('user100', '192.0.2.1', true)).toBe('right');
  });

  it('33: takes the addresses of an IPv6 /64 for one, and IPv4 in IPv6 for IPv4', async () => {
    const { guesser } = await startGuessing();
    for (let host = 1; host <= 10; host += 1) {
      expect(await guesser.guess('root', `2001:db8:0:1:${host}::${host}`)).toBe('wrong');
      expect(await guesser.guess('root', host % 2 ? '192.0.2.1' : '::ffff:192.0.2.1')).toBe(
        'wrong',
      );
    }
    expect(await guesser.guess('root', '2001:db8:0:1::ffff', true)).toBe('wait 900');
    expect(await guesser.guess('root', '::ffff:c000:201', true)).toBe('wait 900');
    expect(await guesser.guess('root', '2001:db8:0:2::ffff', true)).toBe('right');
    await guesser.miss(10, 'root', '64:ff9b::192.0.2.7');
    expect(await guesser.guess('root', '64:ff9b::192.0.2.7', true)).toBe('wait 900');
    expect(await guesser.guess('root', '64:ff9b::192.0.2.8', true)).toBe('right');
  });

  it('33: takes what a proxy says with a port for the address alone', async () => {
    const { guesser } = await startGuessing();
    for (let port = 50_000; port < 50_005; port += 1) {
      expect(await guesser.guess('root', `192.0.2.1:${port}`)).toBe('wrong');
      expect(await guesser.guess('alice', `[2001:db8::${port % 10}]:${port}`)).toBe('wrong');
    }
    await guesser.miss(5, 'root', '192.0.2.1');
    await guesser.miss(5, 'alice', '2001:db8::1');
    expect(await guesser.guess('root', '192.0.2.1:50005', true)).toBe('wait 900');
    expect(await guesser.guess('alice', '[2001:db8::2]:50005', true)).toBe('wait 900');
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

  it('33: counts known addresses as well, apart', async () => {
    const { server, guesser } = await startGuessing();
    await guesser.guess('root', '192.0.2.1', true);
    for (let round = 0; round < 10; round += 1) {
      expect(await guesser.miss(10, 'root', '192.0.2.1')).toEqual(Array(10).fill('wrong'));
      server.advance(15 * MINUTE);
    }
    expect(await guesser.guess('root', '192.0.2.1', true)).toMatch(/^wait/);
    expect(await guesser.guess('root', '192.0.2.2', true)).toBe('right');
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
    const attempt = { username: 'root', address: '192.0.2.1', run, onLimit: guesser.onLimit };
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
    expect(await deleteExpiredRateLimits(database, clock)).toBe(0);
    server.advance(DAY);
    expect(await deleteExpiredRateLimits(database, clock)).toBe(rows.length);
  });
});
