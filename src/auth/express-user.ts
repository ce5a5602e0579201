import type { User as StoredUser } from '../users/user.ts';

declare global {
  namespace Express {
    /**
     * What `request.user` is, here and in Passport. Nothing imports this file, so that an app with this
     * package can say itself what its `request.user` is: types in a package that nothing leads to do not
     * count there.
     */
    interface User extends StoredUser {}
  }
}
