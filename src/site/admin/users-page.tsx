import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import type { Clock } from '../../clock.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { ListedUser } from '../../users/user.ts';
import { Anchor, AnchorLine } from '../../layout/anchor.tsx';
import { sitePathsOf } from '../../http/site-paths.ts';
import { isShort } from '../../users/search.ts';
import { Page, sendPage } from '../../layout/page.tsx';
import { Time } from '../../layout/time.tsx';
import type { Administration } from './administration.ts';
import { pathOf } from './user-page.tsx';
import { listUsers } from './user-list.ts';
import type { UserList } from './user-list.ts';

/** `GET /admin/`: all users, or those who are searched for. */
export function usersPage({ listing }: Administration, clock: Clock): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const list = await listUsers(listing, request);
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
  const { users, search } = list;
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
        {describeCount(list)}
        {search !== '' && (
          <>
            {' '}
            with “{search}” {isShort(search) ? 'at the beginning of' : 'in'} the name or e-mail
            address. <Anchor to="/admin/">Show all</Anchor>
          </>
        )}
      </p>
      {users.length > 0 && <UserTable users={users} now={now} />}
      <PageLinks list={list} />
      <AnchorLine to="/admin/users/new/">Create a user</AnchorLine>
      <AnchorLine to="/account/">Back to your account</AnchorLine>
    </Page>
  );
}

function describeCount({ count, hasMore }: UserList): string {
  if (count === 1) return 'One user';
  return `${hasMore ? 'More than ' : ''}${count.toLocaleString('en')} users`;
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

function PageLinks({ list }: Pick<UsersPageProperties, 'list'>): VNode {
  const { page, pages, hasMore, next, previous } = list;
  if (next === undefined && previous === undefined) return <></>;
  return (
    <nav aria-label="Pages">
      {previous !== undefined && (
        <Anchor to={`/admin/${previous}`} rel="prev">
          Previous
        </Anchor>
      )}
      <span>
        Page {page.toLocaleString('en')}
        {!hasMore && <> of {pages.toLocaleString('en')}</>}
      </span>
      {next !== undefined && (
        <Anchor to={`/admin/${next}`} rel="next">
          Next
        </Anchor>
      )}
    </nav>
  );
}
