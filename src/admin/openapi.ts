import { z } from 'zod';
import {
  body,
  empty,
  form,
  inPath,
  inQuery,
  invalid,
  json,
  page,
  problem,
  textFields,
  throttled,
} from '../openapi/parts.ts';
import type { Operation, PathItem, Paths } from '../openapi/types.ts';
import { CHANGE_FIELDS, FLAGS, NEW_USER_FIELDS } from './user-fields.ts';
import { USER_ACTIONS } from './user-actions.ts';

/** Forms have words for them. */
const flag = z.union([z.boolean(), z.string()]).optional();
const flags = Object.fromEntries(FLAGS.map((name) => [name, flag]));
const NewUser = textFields(NEW_USER_FIELDS).extend(flags).required({ current_password: true });
const Change = textFields(CHANGE_FIELDS).extend(flags);

const User = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string(),
  is_active: z.boolean(),
  is_superuser: z.boolean(),
  date_joined: z.iso.datetime(),
});

const Users = z.object({
  count: z.int(),
  next: z.url().nullable(),
  previous: z.url().nullable(),
  results: z.array(User),
});

const none = problem('There is no such user.');
const last = problem('No active superuser would be left.');
const forbidden = problem('You are no superuser.');

const listed = inQuery({
  search: 'What the name or the e-mail address contains.',
  page: 'From 1 on.',
  page_size: 'At most 200; 50 by default.',
});

const ofUser: Paths = {
  '/api/users/{id}/': {
    get: {
      summary: 'A user',
      responses: { 200: json('The user.', User), 404: none },
    },
    patch: {
      summary: 'Change a user; to let somebody in by it, your own password is needed as well',
      requestBody: body(Change),
      responses: {
        200: json('The user as they are now.', User),
        400: invalid,
        404: none,
        409: last,
        429: throttled,
      },
    },
    delete: {
      summary: 'Delete a user, and all that was issued to them',
      responses: { 204: empty('Deleted.'), 404: none, 409: last },
    },
  },
  '/api/users/{id}/logout/': {
    post: {
      summary: 'End all that was issued to a user',
      responses: { 204: empty('Ended.'), 404: none },
    },
  },
  '/admin/users/{id}/': {
    get: {
      summary: 'A user, what lets them in, and what happened to it',
      responses: { 200: page('What there is to know, and to do.'), 404: none },
    },
  },
  '/admin/users/{id}/email/': submitted('Change an e-mail address', Change.pick({ email: true })),
  '/admin/users/{id}/password/': submitted(
    'Set a password',
    Change.pick({ password: true, current_password: true }),
    { 429: page('The form again, and how long to wait.') },
  ),
  ...Object.fromEntries(
    USER_ACTIONS.map(({ name, button, needsPassword = false }) => [
      `/admin/users/{id}/${name}/`,
      needsPassword
        ? submitted(button, Change.pick({ current_password: true }), {
            429: page('The form again, and how long to wait.'),
          })
        : confirmed(button, ['deactivate', 'unmake-superuser', 'delete'].includes(name)),
    ]),
  ),
};

/** What superusers see of all users, and do about them. */
export const adminPaths: Paths = Object.fromEntries(
  Object.entries<PathItem>({
    '/api/users/': {
      get: {
        ...listed,
        summary: 'All users, or those who are searched for',
        responses: { 200: json('A page of them.', Users), 404: problem('No such page.') },
      },
      post: {
        summary: 'Make a user; your own password is needed as well',
        requestBody: body(NewUser),
        responses: { 201: json('The user.', User), 400: invalid, 429: throttled },
      },
    },
    '/admin/': {
      get: {
        ...listed,
        summary: 'All users, or those who are searched for',
        responses: { 200: page('A table.'), 404: problem('No such page.') },
      },
    },
    '/admin/users/new/': {
      get: { summary: 'The form for a new user', responses: { 200: page('A form.') } },
      post: {
        summary: 'Make a user, by a form',
        requestBody: form(NewUser),
        responses: {
          302: empty('Made.'),
          400: page('The form again, and what is wrong.'),
          429: page('The form again, and how long to wait.'),
        },
      },
    },
    ...Object.fromEntries(
      Object.entries(ofUser).map(([path, item]) => [path, { ...inPath('id'), ...item }]),
    ),
    '/admin/users/{id}/sessions/{login}/end/': {
      ...inPath('id', 'login'),
      ...confirmed('End a login'),
    },
    '/admin/users/{id}/credentials/{scheme}/{credential}/revoke/': {
      ...inPath('id', 'scheme', 'credential'),
      ...confirmed('Revoke what a program has'),
    },
  }).map(([path, item]) => [path, forSuperusers(item)]),
);

/** A page that asks whether to do something, and does it. */
function confirmed(what: string, mayBeLast = false): PathItem {
  return {
    get: { summary: `${what}: asks first`, responses: { 200: page('A form.'), 404: none } },
    post: {
      summary: what,
      responses: { 302: empty('Done.'), 404: none, ...(mayBeLast && { 409: last }) },
    },
  };
}

/** A page with a form to fill in. */
function submitted(
  what: string,
  fields: z.ZodObject,
  others: Operation['responses'] = {},
): PathItem {
  const { get, post } = confirmed(what);
  return {
    ...(get && { get }),
    ...(post && {
      post: {
        ...post,
        requestBody: form(fields),
        responses: {
          ...post.responses,
          400: page('The form again, and what is wrong.'),
          ...others,
        },
      },
    }),
  };
}

function forSuperusers(item: PathItem): PathItem {
  const { get, post, patch, delete: del } = item;
  const also = (operation: Operation): Operation => ({
    ...operation,
    responses: { ...operation.responses, 403: forbidden },
  });
  return {
    ...item,
    ...(get && { get: also(get) }),
    ...(post && { post: also(post) }),
    ...(patch && { patch: also(patch) }),
    ...(del && { delete: also(del) }),
  };
}
