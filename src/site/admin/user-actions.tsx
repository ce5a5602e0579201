import type { Request } from 'express';
import type { VNode } from 'preact';
import { CurrentPassword, Field } from '../../layout/field.tsx';
import type { FormView } from '../../layout/form-page.ts';
import type { ListedUser, User } from '../../users/user.ts';
import type { Administration } from './administration.ts';

/** Something that a superuser does to a user, on a page of its own. */
export interface UserAction {
  /** In the path. */
  readonly name: string;
  /** As a verb. */
  readonly button: string;
  /** What leads to the page, where that says more than the button. */
  readonly link?: string;
  /** Whether there is anything to do. */
  readonly isOffered: (user: User) => boolean;
  /** What the page is called, such as the question whether to do it. */
  readonly title: (username: string) => string;
  /** What comes of it. */
  readonly consequence?: (username: string) => string;
  /** The same where it is the superuser's own user. */
  readonly ownConsequence?: string;
  /** What has to be told for it. */
  readonly fields?: (view: FormView<ListedUser>) => VNode;
  /** Whether the superuser's own password is asked for, and nothing else. */
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
    name: 'email',
    link: 'Change the e-mail address',
    button: 'Change the address',
    isOffered: () => true,
    title: (username) => `Change the e-mail address of ${username}`,
    fields: ({ subject: user, problems, typed }) => (
      <Field
        label="E-mail address (optional)"
        name="email"
        autocomplete="off"
        value={typed.email ?? user.email}
        isOptional
        problems={problems?.email}
      />
    ),
    perform: (administration, request) => administration.update(request),
  },
  {
    name: 'password',
    link: 'Set a password',
    button: 'Set the password',
    isOffered: () => true,
    title: (username) => `Set a password for ${username}`,
    consequence: (username) => `All sessions and tokens of ${username} end.`,
    fields: ({ subject: user, problems }) => (
      <>
        <CurrentPassword label="Your own password" problems={problems} />
        <Field
          label={`New password for ${user.username}`}
          name="password"
          autocomplete="new-password"
          problems={problems?.password}
        />
      </>
    ),
    perform: (administration, request) => administration.update(request),
  },
  {
    name: 'activate',
    button: 'Activate the account',
    isOffered: ({ isActive }) => !isActive,
    title: (username) => `Activate the account of ${username}?`,
    consequence: () => 'Their password works again. Their earlier sessions and tokens do not.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isActive: true }, currentPassword),
  },
  {
    name: 'deactivate',
    button: 'Deactivate the account',
    isOffered: ({ isActive }) => isActive,
    title: (username) => `Deactivate the account of ${username}?`,
    consequence: () =>
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
    title: (username) => `Grant ${username} superuser rights?`,
    consequence: () => 'They can then see and change all users, and you are one of them.',
    needsPassword: true,
    perform: (administration, request, user, currentPassword) =>
      administration.change(request, user, { isSuperuser: true }, currentPassword),
  },
  {
    name: 'unmake-superuser',
    button: 'Remove superuser rights',
    isOffered: ({ isSuperuser }) => isSuperuser,
    title: (username) => `Remove the superuser rights of ${username}?`,
    consequence: () => 'They can no longer see or change other users.',
    ownConsequence: 'This is your own account. You can no longer see or change other users.',
    perform: (administration, request, user) =>
      administration.change(request, user, { isSuperuser: false }),
  },
  {
    name: 'logout',
    button: 'Log out everywhere',
    isOffered: () => true,
    title: (username) => `Log ${username} out everywhere?`,
    consequence: () => 'All their sessions and tokens end. Their password does not change.',
    ownConsequence: 'This is your own account. The session that you are using goes on.',
    perform: (administration, request) => administration.endCredentials(request),
  },
  {
    name: 'delete',
    button: 'Delete the user',
    isOffered: () => true,
    title: (username) => `Delete ${username}?`,
    consequence: () =>
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
