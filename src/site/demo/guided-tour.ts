/** A request as a reader would type it for curl. */
export interface CurlRequest {
  readonly path: string;
  /** `-u`: username and password. */
  readonly user?: string;
  /** `-d`: form fields; makes it a POST. */
  readonly form?: Readonly<Record<string, string>>;
  /** `-H`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `-b`: cookies by name. */
  readonly cookies?: Readonly<Record<string, string>>;
}

/** What has to come back; a body may hold more than is named here. */
export interface Expectation {
  /** What the answer shows, in a few words, where that is more than that it works. */
  readonly title?: string;
  readonly status: number;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface CurlAnswer {
  readonly body: Readonly<Record<string, unknown>>;
  /** Cookies that were set, by name. */
  readonly cookies: Readonly<Record<string, string>>;
}

/** Leads the reader through a tour: it shows each command, runs it and compares the answer. */
export interface Guide {
  /** The user to be. */
  readonly username: string;
  /** What that user logs in with: the name, or an e-mail address. */
  readonly login: string;
  readonly password: string;
  /** Whether the server was started for the tour, with the settings that it asks for. */
  readonly isStaged: boolean;
  /** Says in a line what comes next, and why. */
  readonly say: (text: string) => void;
  /** Runs a request; a wrong answer fails the tour. */
  readonly curl: (request: CurlRequest, expected: Expectation) => Promise<CurlAnswer>;
  /**
   * Lets credentials expire, or finds such that have, where nobody would wait for so long.
   *
   * @param seconds for which they live on a server with the tour's settings.
   */
  readonly expire: (credentials: string, seconds: number) => Promise<string>;
  readonly wait: (seconds: number) => Promise<void>;
}

/** A scheme shown at work. */
export interface Tour {
  readonly title: string;
  /** Settings that the tour needs in order not to take long. */
  readonly settings?: Readonly<Record<string, string>>;
  lead(guide: Guide): Promise<void>;
}
