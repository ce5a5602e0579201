/** What the requests of a welcome visitor carry. */
export const visitor: Record<string, string> = {};
