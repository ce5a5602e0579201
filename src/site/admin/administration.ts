import type { Request } from 'express';
import { authorityOf, renewCurrent, userOf } from '../../auth/authenticated.ts';
import { confirmPassword } from '../../auth/confirm-password.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { HttpError } from '../../http/http-error.ts';
import type { EventType } from '../../events/store.ts';
import { readBody } from '../../http/body.ts';
import { pathId } from '../../http/route-table.ts';
import { ValidationError } from '../../http/fields.ts';
import { UserDirectory } from '../../users/user-directory.ts';
import type { UserChange } from '../../users/user-directory.ts';
import { normalizeEmail } from '../../users/email.ts';
import { UserListing } from '../../users/listing.ts';
import { storeUser, usernameProblem, USERNAME_TAKEN } from '../../users/new-user.ts';
import type { ListedUser, User } from '../../users/user.ts';
import { normalizeUsername } from '../../users/username.ts';
import {
  CHANGE_FIELDS,
  NEW_USER_FIELDS,
  readUserFields,
  refuse,
  ruleProblems,
} from './user-fields.ts';

/** What a superuser wants to be changed about a user. */
type Wish = Omit<UserChange, 'encodedPassword'> & { readonly password?: string | undefined };

/** What superusers do about users. Each deed is written down with who did it. */
export class Administration {
  readonly directory: UserDirectory;
  readonly listing: UserListing;
  readonly #services: Services;
  readonly #schemes: readonly Scheme[];

  constructor(services: Services, schemes: readonly Scheme[]) {
    this.directory = new UserDirectory(services.database, services.clock);
    this.listing = new UserListing(services.database, services.clock);
    this.#services = services;
    this.#schemes = schemes;
  }

  /** The user whose id is in the request's path. @throws {HttpError} 404 when there is none. */
  async find(request: Request): Promise<ListedUser> {
    const id = pathId(request);
    return (id === undefined ? undefined : await this.directory.find(id)) ?? notFound();
  }

  /**
   * Makes the user whom the request's body describes.
   *
   * @throws {ValidationError} 400 for fields that do not hold, or a name that is taken.
   */
  async create(request: Request): Promise<ListedUser> {
    const { users, events } = this.#services;
    const fields = readUserFields(await readBody(request), NEW_USER_FIELDS);
    const { username, email = '', password } = fields;
    const { is_active: isActive = true, is_superuser: isSuperuser = false } = fields;
    const candidate = { username: normalizeUsername(username), email, password };
    const problem = await usernameProblem(users, username);
    refuse({
      ...(problem !== undefined && { username: [problem] }),
      ...ruleProblems(candidate, candidate),
    });
    await this.#confirm(request, fields.current_password);
    const wanted = { ...candidate, isActive, isSuperuser };
    const user = await storeUser(this.#services, wanted, authorityOf(request));
    if (user === undefined) throw new ValidationError({ username: [USERNAME_TAKEN] });
    await events.record('user created', { user, request });
    if (user.isSuperuser) await events.record('superuser made', { user, request });
    return (await this.directory.find(user.id)) ?? notFound();
  }

  /**
   * Changes a user as the request's body says.
   *
   * @throws {ValidationError} 400 for fields that do not hold.
   * @throws {LastSuperuser} 409.
   */
  async update(request: Request): Promise<ListedUser> {
    const user = await this.find(request);
    const fields = readUserFields(await readBody(request), CHANGE_FIELDS);
    if (fields.username !== undefined && normalizeUsername(fields.username) !== user.username) {
      throw new ValidationError({ username: ['A username cannot be changed.'] });
    }
    const wish = {
      email: fields.email,
      password: fields.password,
      isActive: fields.is_active,
      isSuperuser: fields.is_superuser,
    };
    return this.change(request, user, wish, fields.current_password);
  }

  /**
   * Changes a user. A new password ends all that was issued under the old one, but for the session
   * of superusers who change their own.
   *
   * @param currentPassword of the superuser who asks. It is needed for what would let them come back
   *   after their own session, or token, has ended: a password they know, a user who is let in again,
   *   another superuser.
   */
  async change(
    request: Request,
    user: ListedUser,
    { password, ...wish }: Wish,
    currentPassword?: string,
  ): Promise<ListedUser> {
    const { username, email } = user;
    refuse(ruleProblems({ email: wish.email, password }, { username, email: wish.email ?? email }));
    // Whether a change needs it, the directory says; that a new password does is known before its hash.
    if (password !== undefined || currentPassword !== undefined) {
      await this.#confirm(request, currentPassword);
    }
    const { hasher } = this.#services;
    const change = {
      ...wish,
      email: wish.email === undefined ? undefined : normalizeEmail(wish.email),
      encodedPassword: password === undefined ? undefined : await hasher.encode(password),
    };
    const changed = await this.directory.change(user.id, change, authorityOf(request));
    const { before, after } = changed ?? notFound();
    if (password !== undefined) await this.#keepOwn(request, after);
    for (const type of eventsOf(before, after, password !== undefined)) {
      await this.#services.events.record(type, { user: after, request });
    }
    return after;
  }

  /** Ends all that was issued to a user, but for the session that asks for it. */
  async endCredentials(request: Request): Promise<void> {
    const { users, events } = this.#services;
    const user = await this.find(request);
    const ended = await users.endCredentials(user.id, authorityOf(request));
    await this.#keepOwn(request, ended ?? notFound());
    await events.record('logged out everywhere', { user, request });
  }

  /**
   * Deletes a user, and all that was issued to them.
   *
   * @throws {LastSuperuser} 409.
   */
  async delete(request: Request): Promise<void> {
    const { id } = await this.find(request);
    const user = (await this.directory.delete(id, authorityOf(request))) ?? notFound();
    await this.#services.events.record('user deleted', { user, request });
  }

  async #confirm(request: Request, password: string | undefined): Promise<void> {
    if (password === undefined) {
      throw new ValidationError({ current_password: ['This field is required.'] });
    }
    await confirmPassword(this.#services.credentials, request, password);
  }

  async #keepOwn(request: Request, user: User): Promise<void> {
    if (user.id === userOf(request).id) await renewCurrent(request, this.#schemes, user);
  }
}

function eventsOf(before: User, after: User, isPasswordSet: boolean): EventType[] {
  const events: EventType[] = [];
  if (isPasswordSet) events.push('password changed');
  if (before.email !== after.email) events.push('email changed');
  if (before.isActive !== after.isActive) {
    events.push(after.isActive ? 'user activated' : 'user deactivated');
  }
  if (before.isSuperuser !== after.isSuperuser) {
    events.push(after.isSuperuser ? 'superuser made' : 'superuser unmade');
  }
  return events;
}

function notFound(): never {
  throw new HttpError(404, 'Not found.');
}
