import { describe, expect, it } from 'vitest';
import { passwordProblems } from '../../src/users/password-rules.ts';

const LIKE_NAME = 'The password is too similar to the username.';
const LIKE_EMAIL = 'The password is too similar to the email address.';

describe('a new password', () => {
  it.each([
    ['walterwhite', LIKE_NAME],
    ['WalterWhite1', LIKE_NAME],
    ['heisenberg', LIKE_EMAIL],
    ['heisenburg!', LIKE_EMAIL],
    ['heisenberg@savewalterwhite.example', LIKE_EMAIL],
  ])('29: %s is too close to its owner', (password, problem) => {
    const owner = { username: 'walterwhite', email: 'heisenberg@savewalterwhite.example' };
    expect(passwordProblems(password, owner)).toContain(problem);
  });

  it.each(['we are the danger', 'walterwhite is not the one who knocks'])(
    '29: %s is not',
    (fine) => {
      const owner = { username: 'walterwhite', email: 'heisenberg@savewalterwhite.example' };
      expect(passwordProblems(fine, owner)).toEqual([]);
    },
  );

  it('35: is compared to nothing that would take a while, whatever the e-mail address', () => {
    const password = 'ab'.repeat(30_000);
    for (const email of ['a1b2c3'.repeat(5000), 'a1b2c3.'.repeat(5000), 'ab'.repeat(250)]) {
      const start = performance.now();
      expect(passwordProblems(password, { username: 'root', email })).toEqual([]);
      // It was up to seven seconds.
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
