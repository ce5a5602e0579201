import type { Request } from 'express';
import type { ListedUser } from '../../users/directory.ts';
import type { User } from '../../users/user.ts';
import type { Administration } from './administration.ts';

/** Something that is done about a user once it has been asked whether to. */
export interface UserAction {
  /** In the path. */
  readonly name: string;
  /** As a verb. */
  readonly button: string;
  /** Whether there is anything to do. */
  isOffered(user: User): boolean;
  question(username: string): string;
  /** What comes of it. */
  readonly consequence: string;
  /** The same where it is the superuser's own user. */
  readonly ownConsequence?: string;
  /** Whether the superuser's own password is asked for. */
  readonly needsPassword?: boolean;
  /** Whether the user is gone afterwards. */
  readonly isFinal?: boolean;
  perform(
    administration: Administration,
    request: Request,
    user: ListedUser,
    currentPassword?: string,
  ): Promise<unknown>;
}

export const USER_ACTIONS: readonly UserAction[] = [
  {
    name: 'activate',
    button: 'Let them in again',
    isOffered: ({ isActive }) => !isActive,
    question: (username) => `Let ${username} in again?`,
    consequence: 'Their password works again. What was issued to them before has ended.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isActive: true }, currentPassword),
  },
  {
    name: 'deactivate',
    button: 'Shut them out',
    isOffered: ({ isActive }) => isActive,
    question: (username) => `Shut ${username} out?`,
    consequence:
      'From the next request on nothing lets them in: no password, no session, no token. They can be ' +
      'let in again, with their password; their sessions and tokens have ended.',
    ownConsequence: 'This is you. Another superuser will have to let you in again.',
    perform: (administration, request, user) =>
      administration.change(request, user, { isActive: false }),
  },
  {
    name: 'make-superuser',
    button: 'Make them a superuser',
    isOffered: ({ isSuperuser }) => !isSuperuser,
    question: (username) => `Make ${username} a superuser?`,
    consequence: 'They can then do all that you can here, to you as well.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isSuperuser: true }, currentPassword),
  },
  {
    name: 'unmake-superuser',
    button: 'Make them no superuser',
    isOffered: ({ isSuperuser }) => isSuperuser,
    question: (username) => `Make ${username} no superuser?`,
    consequence: 'They cannot see or change other users any more.',
    ownConsequence: 'This is you. You cannot see or change other users any more.',
    perform: (administration, request, user) =>
      administration.change(request, user, { isSuperuser: false }),
  },
  {
    name: 'logout',
    button: 'Log them out everywhere',
    isOffered: () => true,
    question: (username) => `Log ${username} out everywhere?`,
    consequence: 'All their sessions end, and all their tokens stop working. Their password stays.',
    ownConsequence: 'This is you. The session that you are using goes on.',
    perform: (administration, request) => administration.endCredentials(request),
  },
  {
    name: 'delete',
    button: 'Delete them',
    isOffered: () => true,
    question: (username) => `Delete ${username}?`,
    consequence:
      'They and all that was issued to them are gone, and nothing brings them back. To keep somebody ' +
      'out for a while, shut them out instead.',
    ownConsequence: 'This is you.',
    isFinal: true,
    perform: (administration, request) => administration.delete(request),
  },
];

/** What can be done about a user as they are. */
export function actionsFor(user: User): readonly UserAction[] {
  return USER_ACTIONS.filter((action) => action.isOffered(user));
}
