import type { Request } from 'express';
import type { ListedUser } from '../../users/listed-user.ts';
import type { User } from '../../users/user.ts';
import type { Administration } from './administration.ts';

/** Something that a superuser does to a user, once they have confirmed it. */
export interface UserAction {
  /** In the path. */
  readonly name: string;
  /** As a verb. */
  readonly button: string;
  /** Whether there is anything to do. */
  readonly isOffered: (user: User) => boolean;
  readonly question: (username: string) => string;
  /** What comes of it. */
  readonly consequence: string;
  /** The same where it is the superuser's own user. */
  readonly ownConsequence?: string;
  /** Whether the superuser's own password is asked for. */
  readonly needsPassword?: boolean;
  /** Whether the user is gone afterwards. */
  readonly isFinal?: boolean;
  readonly perform: (
    administration: Administration,
    request: Request,
    user: ListedUser,
    currentPassword?: string,
  ) => Promise<unknown>;
}

export const USER_ACTIONS: readonly UserAction[] = [
  {
    name: 'activate',
    button: 'Activate the account',
    isOffered: ({ isActive }) => !isActive,
    question: (username) => `Activate the account of ${username}?`,
    consequence: 'Their password works again. Their earlier sessions and tokens do not.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isActive: true }, currentPassword),
  },
  {
    name: 'deactivate',
    button: 'Deactivate the account',
    isOffered: ({ isActive }) => isActive,
    question: (username) => `Deactivate the account of ${username}?`,
    consequence:
      'Their password stops working at once, and their sessions and tokens end. When you activate the ' +
      'account again, only the password comes back.',
    ownConsequence: 'This is your own account. Only another superuser can activate it again.',
    perform: (administration, request, user) =>
      administration.change(request, user, { isActive: false }),
  },
  {
    name: 'make-superuser',
    button: 'Grant superuser rights',
    isOffered: ({ isSuperuser }) => !isSuperuser,
    question: (username) => `Grant ${username} superuser rights?`,
    consequence: 'They can then see and change all users, and you are one of them.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isSuperuser: true }, currentPassword),
  },
  {
    name: 'unmake-superuser',
    button: 'Remove superuser rights',
    isOffered: ({ isSuperuser }) => isSuperuser,
    question: (username) => `Remove the superuser rights of ${username}?`,
    consequence: 'They can no longer see or change other users.',
    ownConsequence: 'This is your own account. You can no longer see or change other users.',
    perform: (administration, request, user) =>
      administration.change(request, user, { isSuperuser: false }),
  },
  {
    name: 'logout',
    button: 'Log out everywhere',
    isOffered: () => true,
    question: (username) => `Log ${username} out everywhere?`,
    consequence: 'All their sessions and tokens end. Their password does not change.',
    ownConsequence: 'This is your own account. The session that you are using goes on.',
    perform: (administration, request) => administration.endCredentials(request),
  },
  {
    name: 'delete',
    button: 'Delete the user',
    isOffered: () => true,
    question: (username) => `Delete ${username}?`,
    consequence:
      'The user and all their sessions and tokens are deleted for good. To lock them out for a while, ' +
      'deactivate the account instead.',
    ownConsequence: 'This is your own account.',
    isFinal: true,
    perform: (administration, request) => administration.delete(request),
  },
];

/** What can be done about a user as they are. */
export function actionsFor(user: User): readonly UserAction[] {
  return USER_ACTIONS.filter((action) => action.isOffered(user));
}
