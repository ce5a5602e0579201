import { z } from 'zod';
import type { Place } from '../../users/listing.ts';

/** Where a page of a list begins: behind a place, or before one. */
export interface PageCursor {
  readonly side: 'after' | 'before';
  readonly place: Place;
}

const Cursor = z.tuple([
  z.int(),
  z.enum(['after', 'before']),
  z.union([z.string(), z.int().positive()]),
]);

/** A cursor as text for a link, and for no other page than this one. */
export function encodeCursor(page: number, { side, place }: PageCursor): string {
  return Buffer.from(JSON.stringify([page, side, place])).toString('base64url');
}

/** @returns undefined for what is no cursor of this page, as where somebody has changed its number. */
export function decodeCursor(text: string, page: number): PageCursor | undefined {
  try {
    const [of, side, place] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return of === page ? { side, place } : undefined;
  } catch {
    return undefined;
  }
}
