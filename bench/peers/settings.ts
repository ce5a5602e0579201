/** What a peer is told in its environment. */
export interface PeerSettings {
  /** Our own database: the path of a SQLite file, or `postgres://…`. */
  readonly place: string;
  readonly secret: string;
  /** What `/home/` has to answer with, besides the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it does around each request what ours does. */
  readonly doesSameWork: boolean;
}

/** Reads them. */
export function readSettings({ env }: NodeJS.Process = process): PeerSettings {
  return {
    place: env.PEER_DATABASE ?? '',
    secret: env.PEER_SECRET ?? '',
    headers: JSON.parse(env.PEER_HEADERS ?? '{}') as Record<string, string>,
    doesSameWork: env.PEER_SAME_WORK !== undefined,
  };
}
