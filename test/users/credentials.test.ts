import { describe, expect, it } from 'vitest';
import { ServiceUnavailable } from '../../src/http/http-error.ts';
import { PasswordHasher } from '../../src/users/password.ts';
import { usernameProblems } from '../../src/users/username.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { setActive } from '../support/change-user.ts';
import { checkPassword } from '../support/check-password.ts';
import { startServer } from '../support/server.ts';

describe('credentials', () => {
  it('are checked against the normalised name; case counts', async () => {
    const { dependencies, addUser } = await startServer();
    await addUser('ﬁn\u0065\u0301', 'toor');
    expect(await checkPassword(dependencies, 'finé', 'toor')).toMatchObject({ username: 'finé' });
    expect(await checkPassword(dependencies, 'fine\u0301', 'toor')).toMatchObject({
      username: 'finé',
    });
    expect(await checkPassword(dependencies, 'Finé', 'toor')).toBeUndefined();
  });

  it('7: let nobody in who was deactivated, or got a new password, while the hash waited', async () => {
    const { dependencies } = await startServer();
    const { users, hasher } = dependencies;
    const verify = hasher.verify.bind(hasher);
    const changes = [
      () => setActive(dependencies, 'root', false),
      () => setActive(dependencies, 'root', true),
      () => users.changePassword(1, 'the new one', OPERATOR),
    ];
    const answers: boolean[] = [];
    for (const change of changes) {
      hasher.verify = async (...parameters) => {
        const matches = await verify(...parameters);
        await change();
        return matches;
      };
      answers.push((await checkPassword(dependencies, 'root', 'toor')) !== undefined);
    }
    // The second finds an inactive user before the hash, who is none either.
    expect(answers).toEqual([false, false, false]);
  });

  it('30: with a hash of another cost are upgraded when they are right, and only then', async () => {
    const { dependencies } = await startServer({ BCRYPT_COST: '5' });
    const { users } = dependencies;
    const encodedPassword = await new PasswordHasher(4).encode('toor');
    await users.create({ username: 'old', email: '', encodedPassword }, OPERATOR);
    await checkPassword(dependencies, 'old', 'wrong');
    expect((await users.findWithPassword('old'))?.encodedPassword).toBe(encodedPassword);
    expect(await checkPassword(dependencies, 'old', 'toor')).toMatchObject({ credentialsEpoch: 0 });
    expect((await users.findWithPassword('old'))?.encodedPassword).toMatch(/\$\$2b\$05\$/);
    expect(await checkPassword(dependencies, 'old', 'toor')).toMatchObject({ credentialsEpoch: 0 });
  });

  it('30: are right although there is no time for the upgrade', async () => {
    const { dependencies } = await startServer({ BCRYPT_COST: '5' });
    const { users, hasher } = dependencies;
    const encodedPassword = await new PasswordHasher(4).encode('toor');
    await users.create({ username: 'old', email: '', encodedPassword }, OPERATOR);
    hasher.encode = () => Promise.reject(new ServiceUnavailable('busy', 1));
    expect(await checkPassword(dependencies, 'old', 'toor')).toMatchObject({ username: 'old' });
    expect((await users.findWithPassword('old'))?.encodedPassword).toBe(encodedPassword);
  });

  it('30: an upgrade does not undo a password change that came in between', async () => {
    const { dependencies } = await startServer();
    const { users } = dependencies;
    const { encodedPassword = '' } = (await users.findWithPassword('root')) ?? {};
    await users.changePassword(1, 'the new one', OPERATOR);
    await users.upgradePassword(1, encodedPassword, 'the old one, upgraded');
    expect((await users.findWithPassword('root'))?.encodedPassword).toBe('the new one');
  });
});

describe('a username', () => {
  it.each(['root', 'a', 'walterwhité', '李', 'a.b@c+d-e_f', '٣', 'a'.repeat(150)])(
    '%s is fine',
    (name) => {
      expect(usernameProblems(name)).toEqual([]);
    },
  );

  it.each(['', ' ', 'a b', 'a:b', 'a/b', 'a\n', '\0', '😀', 'a"', '\u0301', 'a'.repeat(151)])(
    '%j is not',
    (name) => {
      expect(usernameProblems(name)).toHaveLength(1);
    },
  );
});

describe('the user store', () => {
  it('says no to a name that is taken, in whichever form', async () => {
    const { users } = (await startServer()).dependencies;
    const other = { email: '', encodedPassword: 'x' };
    expect(await users.create({ username: 'root', ...other }, OPERATOR)).toBeUndefined();
    expect(await users.create({ username: 'ｒｏｏｔ', ...other }, OPERATOR)).toBeUndefined();
    expect(await users.create({ username: 'Root', ...other }, OPERATOR)).toMatchObject({
      isActive: true,
    });
  });
});
