import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import type { Clock } from '../../clock.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { ListedUser } from '../../users/directory.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { sitePathsOf } from '../../http/site-paths.ts';
import { Page, sendPage } from '../../layout/page.tsx';
import { Time } from '../../layout/time.tsx';
import type { Administration } from './administration.ts';
import { pathOf } from './user-path.ts';
import { listUsers, queryFor } from './user-list.ts';
import type { UserList } from './user-list.ts';

/** `GET /admin/`: all users, or those who are searched for. */
export function usersPage({ directory }: Administration, clock: Clock): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const list = await listUsers(directory, request);
      sendPage(response, 200, <UsersPage request={request} list={list} now={clock()} />);
    },
  });
}

interface UsersPageProperties {
  readonly request: Request;
  readonly list: UserList;
  /** Unix milliseconds. */
  readonly now: number;
}

function UsersPage({ request, list, now }: UsersPageProperties): VNode {
  const { users, count, search } = list;
  return (
    <Page title="Users">
      <h1>Users</h1>
      <search>
        <form action={`${sitePathsOf(request).basePath}/admin/`}>
          <label>
            Name or e-mail address
            <input type="search" name="search" value={search} maxLength={256} />
          </label>
          <button type="submit">Search</button>
        </form>
      </search>
      <p role="status">
        {count === 1 ? 'One user' : `${count.toLocaleString('en')} users`}
        {search !== '' && (
          <>
            {' '}
            with “{search}” in the name or e-mail address. <Anchor to="/admin/">Show all</Anchor>
          </>
        )}
      </p>
      {users.length > 0 && <UserTable users={users} now={now} />}
      <PageLinks request={request} list={list} />
      <p>
        <Anchor to="/admin/users/new/">Create a user</Anchor>
      </p>
      <p>
        <Anchor to="/account/">Back to your account</Anchor>
      </p>
    </Page>
  );
}

interface UserTableProperties {
  readonly users: readonly ListedUser[];
  readonly now: number;
}

/** The roles are said, for where the style sheet lays rows out as blocks a browser forgets them. */
function UserTable({ users, now }: UserTableProperties): VNode {
  return (
    <table role="table" aria-label="Users">
      <thead role="rowgroup">
        <tr role="row">
          {['Name', 'E-mail address', 'Active', 'Superuser', 'Created'].map((title) => (
            <th scope="col" role="columnheader">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {users.map((user) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              <Anchor to={`${pathOf(user)}/`}>{user.username}</Anchor>
            </th>
            <td role="cell" data-label="E-mail address">
              {user.email || '–'}
            </td>
            <td role="cell" data-label="Active">
              {user.isActive ? 'yes' : 'no'}
            </td>
            <td role="cell" data-label="Superuser">
              {user.isSuperuser ? 'yes' : 'no'}
            </td>
            <td role="cell" data-label="Created">
              <Time at={user.createdAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PageLinks({ request, list: { page, pages } }: Omit<UsersPageProperties, 'now'>): VNode {
  const linkTo = (other: number): string => `/admin/${queryFor(request, other)}`;
  if (pages === 1) return <></>;
  return (
    <nav aria-label="Pages">
      {page > 1 && (
        <Anchor to={linkTo(page - 1)} rel="prev">
          Previous
        </Anchor>
      )}
      <span>
        Page {page} of {pages.toLocaleString('en')}
      </span>
      {page < pages && (
        <Anchor to={linkTo(page + 1)} rel="next">
          Next
        </Anchor>
      )}
    </nav>
  );
}
