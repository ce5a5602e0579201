import type { Request } from 'express';
import { HttpError } from '../../http/errors.ts';
import { cleanText } from '../../http/client.ts';
import type { ListedUser, UserDirectory } from '../../users/directory.ts';

const PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 200;

/** One page of the users who were searched for. */
export interface UserList {
  readonly users: readonly ListedUser[];
  /** On all pages. */
  readonly count: number;
  readonly search: string;
  /** From 1 on. */
  readonly page: number;
  readonly pages: number;
}

/**
 * The page of users that a request's query asks for, by `search`, `page` and `page_size`, as DRF's
 * SearchFilter and PageNumberPagination read them.
 *
 * @throws {HttpError} 404 for a page that there is not.
 */
export async function listUsers(directory: UserDirectory, request: Request): Promise<UserList> {
  const search = cleanText(textIn(request, 'search'))?.trim() ?? '';
  const size = Math.min(numberIn(request, 'page_size') ?? PAGE_SIZE, LARGEST_PAGE_SIZE);
  const page = textIn(request, 'page') === undefined ? 1 : numberIn(request, 'page');
  const count = await directory.count(search);
  const pages = Math.max(1, Math.ceil(count / size));
  if (page === undefined || page > pages) throw new HttpError(404, 'Invalid page.');
  const users = await directory.list(search, size, (page - 1) * size);
  return { users, count, search, page, pages };
}

/** The query with which the same request asks for another page. */
export function queryFor(request: Request, page: number): string {
  const query = new URLSearchParams();
  for (const name of ['search', 'page_size']) {
    const value = textIn(request, name);
    if (value !== undefined && value !== '') query.set(name, value);
  }
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
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
