import { z } from 'zod';
import {
  body,
  empty,
  inPath,
  invalid,
  json,
  mapOperations,
  optionalIn,
  problem,
  textFields,
  throttled,
} from '../reference/parts.ts';
import type { Operation, Paths } from '../reference/types.ts';
import { CHANGE_FIELDS, FLAGS, NEW_USER_FIELDS } from './user-fields.ts';

/** Forms have words for them. */
const flag = z.union([z.boolean(), z.string()]).optional();
const flags = Object.fromEntries(FLAGS.map((name) => [name, flag]));
const NewUser = textFields(NEW_USER_FIELDS)
  .extend(flags)
  .required({ current_password: true })
  .meta({ title: 'NewUser' });
const Change = textFields(CHANGE_FIELDS).extend(flags).meta({ title: 'UserChange' });

const User = z
  .object({
    id: z.int(),
    username: z.string(),
    email: z.string(),
    is_active: z.boolean(),
    is_superuser: z.boolean(),
    date_joined: z.iso.datetime(),
  })
  .meta({ title: 'User' });

const Users = z
  .object({
    count: z.int(),
    next: z.url().nullable(),
    previous: z.url().nullable(),
    results: z.array(User),
  })
  .meta({ title: 'UserPage' });

const none = problem('There is no such user.');
const last = problem('No active superuser would be left.');
const forbidden = problem('You are not a superuser.');

const listed = optionalIn('query', {
  search:
    'What the name or the e-mail address contains, or, of one or two characters, begins with.',
  page: 'From 1 on.',
  cursor: 'Where that page begins, as next and previous say.',
  page_size: 'At most 200; 50 by default.',
});

const paths: Paths = {
  '/api/users/': {
    get: {
      ...listed,
      operationId: 'listUsers',
      summary: 'List or search users',
      responses: { 200: json('A page of them.', Users), 404: problem('No such page.') },
    },
    post: {
      operationId: 'createUser',
      summary: 'Create a user; needs your own password',
      requestBody: body(NewUser),
      responses: { 201: json('The user.', User), 400: invalid, 429: throttled },
    },
  },
  '/api/users/{id}/': {
    ...inPath('id'),
    get: {
      operationId: 'getUser',
      summary: 'Show a user',
      responses: { 200: json('The user.', User), 404: none },
    },
    patch: {
      operationId: 'changeUser',
      summary: 'Change a user; needs your own password to grant access',
      requestBody: body(Change),
      responses: {
        200: json('The user as changed.', User),
        400: invalid,
        404: none,
        409: last,
        429: throttled,
      },
    },
    delete: {
      operationId: 'deleteUser',
      summary: 'Delete a user with all their sessions and tokens',
      responses: { 204: empty('Deleted.'), 404: none, 409: last },
    },
  },
  '/api/users/{id}/logout/': {
    ...inPath('id'),
    post: {
      operationId: 'logoutUser',
      summary: 'End all sessions and tokens of a user',
      responses: { 204: empty('Ended.'), 404: none },
    },
  },
};

/** What superusers see of all users, and do about them. */
export const adminPaths: Paths = Object.fromEntries(
  Object.entries(paths).map(([path, item]) => [path, mapOperations(item, forSuperusers)]),
);

function forSuperusers(operation: Operation): Operation {
  return { ...operation, responses: { ...operation.responses, 403: forbidden } };
}
