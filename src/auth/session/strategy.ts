import type { Request } from 'express';
import { Strategy } from 'passport';
import { writeIfPossible } from '../../database/failures.ts';
import { clientOf } from '../../http/client.ts';
import type { SessionCookie } from './cookie.ts';
import type { Csrf } from './csrf.ts';
import { isUnsafe } from '../../http/check.ts';
import type { SessionStore } from './store.ts';

/**
 * The session's cookie → its user. A cookie that leads to no live session says nothing,
 * and the request is anonymous, as in DRF. A browser sends the cookie whether or not the page that
 * made the request is ours, so an unsafe request must also prove that it is (CSRF).
 */
export class SessionStrategy extends Strategy {
  private readonly store: SessionStore;
  private readonly cookie: SessionCookie;
  private readonly csrf: Csrf;

  constructor(store: SessionStore, cookie: SessionCookie, csrf: Csrf) {
    super();
    this.store = store;
    this.cookie = cookie;
    this.csrf = csrf;
  }

  override authenticate(request: Request): void {
    this.findUser(request).then((user) => {
      if (user === undefined) this.pass();
      else this.success(user);
    }, this.error.bind(this));
  }

  private async findUser(request: Request): Promise<Express.User | undefined> {
    const id = this.cookie.read(request);
    const session = id === undefined ? undefined : await this.store.findUser(id);
    if (id === undefined || !session?.user.isActive) return undefined;
    const { res: response } = request;
    if (response === undefined) throw new TypeError('not an Express request');
    if (isUnsafe(request)) await this.csrf.check(request);
    const { extendTo } = session;
    if (extendTo !== undefined) {
      const extend = (): Promise<void> => this.store.extend(id, extendTo, clientOf(request));
      if (await writeIfPossible(extend)) this.cookie.send(request, response, id, extendTo);
    }
    return session.user;
  }
}
