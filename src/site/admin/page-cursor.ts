import { z } from 'zod';
import type { Position } from '../../users/listing.ts';

/** Where a page of a list begins: behind a position, or before one. */
export interface PageCursor {
  readonly side: 'after' | 'before';
  readonly position: Position;
}

const Cursor = z.tuple([
  z.int(),
  z.enum(['after', 'before']),
  z.union([z.string(), z.int().positive()]),
]);

/** A cursor as text for a link, and for no other page than this one. */
export function encodeCursor(page: number, { side, position }: PageCursor): string {
  return Buffer.from(JSON.stringify([page, side, position])).toString('base64url');
}

/** @returns undefined for what is no cursor of this page, as where somebody has changed its number. */
export function decodeCursor(text: string, page: number): PageCursor | undefined {
  try {
    const [of, side, position] = Cursor.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    return of === page ? { side, position } : undefined;
  } catch {
    return undefined;
  }
}
