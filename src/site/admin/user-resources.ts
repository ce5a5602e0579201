import { sendJson, sendNoContent } from '../../http/answer.ts';
import { originOf } from '../../http/origin.ts';
import type { RouteTable } from '../../http/route-table.ts';
import type { ListedUser } from '../../users/user.ts';
import type { Administration } from './administration.ts';
import { listUsers } from './user-list.ts';

/** `/api/users/` and below: users for programs, in the shapes that DRF gives them. */
export function userResources(administration: Administration): RouteTable {
  return {
    '/api/users': {
      async GET(request, response) {
        const { users, count, next, previous } = await listUsers(administration.listing, request);
        const linkTo = (query: string | undefined): string | null =>
          query === undefined ? null : `${originOf(request) ?? ''}/api/users/${query}`;
        sendJson(response, 200, {
          count,
          next: linkTo(next),
          previous: linkTo(previous),
          results: users.map(toJson),
        });
      },

      async POST(request, response) {
        sendJson(response, 201, toJson(await administration.create(request)));
      },
    },

    '/api/users/:id': {
      async GET(request, response) {
        sendJson(response, 200, toJson(await administration.find(request)));
      },

      async PATCH(request, response) {
        sendJson(response, 200, toJson(await administration.update(request)));
      },

      async DELETE(request, response) {
        await administration.delete(request);
        sendNoContent(response);
      },
    },

    '/api/users/:id/logout': {
      async POST(request, response) {
        await administration.endCredentials(request);
        sendNoContent(response);
      },
    },
  };
}

function toJson(user: ListedUser): object {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    is_active: user.isActive,
    is_superuser: user.isSuperuser,
    date_joined: new Date(user.createdAt),
  };
}
