import type { Request } from 'express';
import { z } from 'zod';
import { HttpError } from '../../http/http-error.ts';
import { cleanText } from '../../http/client.ts';
import type { ListedUser } from '../../users/user.ts';
import type { FoundUsers, Position, UserListing } from '../../users/listing.ts';

const PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 200;

/** The largest number that is read, and so the largest that is linked to. */
const LARGEST_PAGE = 999_999_999;

/** Where a page of a list begins: behind a position, or before one. */
interface PageCursor {
  readonly side: 'after' | 'before';
  readonly position: Position;
}

const Cursor = z.tuple([
  z.int(),
  z.enum(['after', 'before']),
  z.union([z.string(), z.int().positive()]),
]);

export interface UserList {
  readonly users: readonly ListedUser[];
  /** On all pages. */
  readonly count: number;
  /** Whether there are more than that. */
  readonly hasMore: boolean;
  readonly search: string;
  /** From 1 on. */
  readonly page: number;
  /** As many as there are by the count. */
  readonly pages: number;
  /** The query with which the same request asks for the next page. */
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/**
 * The page of users that a request's query asks for, by `search`, `page` and `page_size`, as DRF's
 * SearchFilter and PageNumberPagination read them. A link to the next page also says where that begins,
 * so that nothing has to be passed over; the number of a page is enough as far as the count goes.
 *
 * @throws {HttpError} 404 for a page that there is not.
 */
export async function listUsers(listing: UserListing, request: Request): Promise<UserList> {
  const search = cleanText(textIn(request, 'search'))?.trim() ?? '';
  const size = Math.min(numberIn(request, 'page_size') ?? PAGE_SIZE, LARGEST_PAGE_SIZE);
  const page = textIn(request, 'page') === undefined ? 1 : numberIn(request, 'page');
  if (page === undefined) throw noSuchPage();
  const found = await listing.find(search);
  const { count, hasMore } = found;
  const pages = Math.max(1, Math.ceil(count / size));
  const cursor = cursorIn(request, page, found);
  if (cursor === undefined && page > pages) throw noSuchPage();
  const read = await readPage(found, cursor, (page - 1) * size, size);
  const [first] = read.users;
  const last = read.users.at(-1);
  if (last === undefined && page > 1) throw noSuchPage();
  const linkTo = (other: number, side: PageCursor['side'], user: ListedUser): string =>
    queryFor(request, other, { side, position: found.positionOf(user) });
  return {
    ...{ users: read.users, count, hasMore, search, page, pages },
    next: read.hasNext && last && page < LARGEST_PAGE ? linkTo(page + 1, 'after', last) : undefined,
    previous: page > 1 && first ? linkTo(page - 1, 'before', first) : undefined,
  };
}

async function readPage(
  found: FoundUsers,
  cursor: PageCursor | undefined,
  offset: number,
  size: number,
): Promise<{ users: ListedUser[]; hasNext: boolean }> {
  // Before a user come others; what the user is on is a page, too.
  if (cursor?.side === 'before') {
    return { users: await found.before(cursor.position, size), hasNext: true };
  }
  const users = await (cursor === undefined
    ? found.skip(offset, size + 1)
    : found.after(cursor.position, size + 1));
  return { users: users.slice(0, size), hasNext: users.length > size };
}

/** The query with which the same request asks for another page. */
function queryFor(request: Request, page: number, cursor: PageCursor): string {
  const query = new URLSearchParams();
  for (const name of ['search', 'page_size']) {
    const value = textIn(request, name);
    if (value !== undefined && value !== '') query.set(name, value);
  }
  // The first page has its beginning by itself.
  if (page > 1) {
    query.set('page', String(page));
    query.set('cursor', encodeCursor(page, cursor));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Where the page begins; undefined when the request does not say so, or not of this list. */
function cursorIn(request: Request, page: number, found: FoundUsers): PageCursor | undefined {
  const text = page > 1 ? textIn(request, 'cursor') : undefined;
  const cursor = text === undefined ? undefined : decodeCursor(text, page);
  return cursor !== undefined && found.isPosition(cursor.position) ? cursor : undefined;
}

/** A cursor as text for a link, and for no other page than this one. */
function encodeCursor(page: number, { side, position }: PageCursor): string {
  return Buffer.from(JSON.stringify([page, side, position])).toString('base64url');
}

/** @returns undefined for what is no cursor of this page, as where somebody has changed its number. */
function decodeCursor(text: string, page: number): PageCursor | undefined {
  try {
    const [of, side, position] = Cursor.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    return of === page ? { side, position } : undefined;
  } catch {
    return undefined;
  }
}

function textIn({ query }: Request, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value : undefined;
}

/** A whole number from 1 on; undefined for anything else. */
function numberIn(request: Request, name: string): number | undefined {
  const digits = /^[1-9]\d{0,8}$/.exec(textIn(request, name) ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function noSuchPage(): HttpError {
  return new HttpError(404, 'Invalid page.');
}
