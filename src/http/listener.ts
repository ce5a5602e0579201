import type { Express } from 'express';
import type { Server, ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createHttpServer, IncomingMessage, ServerResponse } from './node-http.ts';

/** A PEM certificate chain and its private key. */
export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** How long clients may take, in milliseconds. */
export type Timeouts = Pick<
  ServerOptions,
  'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval' | 'keepAliveTimeout'
>;

const TIMEOUTS = {
  /** From the connection, or a request's first byte, to the end of its headers. */
  headersTimeout: 10_000,
  /** To the end of its body, which is never large. */
  requestTimeout: 30_000,
  /** How often the two are looked after. */
  connectionsCheckingInterval: 1000,
} satisfies Timeouts;

/**
 * An HTTP(S) server for an Express app whose requests and responses are born with the app's own
 * prototypes.
 *
 * Express calls `Object.setPrototypeOf(request, app.request)`, and the same for the response, on
 * every request. Changing the prototype of a live object makes V8 drop the optimised shape that
 * Node's HTTP code was compiled for, and everything that touches the object afterwards is slow.
 * Node lets a server name the classes it builds requests and responses from; when their prototypes
 * already are the app's, Express's call changes nothing and V8 keeps its shapes.
 *
 * @param app the app that answers.
 * @param tls serves HTTPS when given.
 * @param timeouts others than the usual ones; a slower client gets 408 (RFC 9110 §15.5.9).
 * @throws {TypeError} for what is no app, such as a Router: without prototypes the first request would end the process.
 */
export function createServer(app: Express, tls?: TlsIdentity, timeouts: Timeouts = {}): Server {
  if (!isApp(app)) throw new TypeError('createServer takes an Express app');
  const { headersTimeout } = { ...TIMEOUTS, ...timeouts };
  const options = {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
    // Otherwise Node silently keeps the first of two Hosts, and of two of some others.
    joinDuplicateHeaders: true,
    ...TIMEOUTS,
    ...timeouts,
  };
  const server =
    tls === undefined
      ? createHttpServer(options, app)
      : createHttpsServer({ ...options, ...tls, handshakeTimeout: headersTimeout }, app);
  // Otherwise Node silently drops headers after a thousand; their size is bounded anyway.
  server.maxHeadersCount = 0;
  return server;
}

/** No compiler has checked what an app in JavaScript hands over. */
function isApp(app: unknown): boolean {
  return typeof app === 'function' && 'request' in app && 'response' in app;
}

/**
 * The same constructor under another prototype, which must inherit from its own.
 *
 * Node's two classes are functions, not `class`es: they can be called on a ready object. V8 makes
 * that object as large as the assignments to `this` that it sees in the outermost constructor, and
 * what does not fit goes into a slower store beside it. So there are assignments here, as many as
 * Node and Express make later; they never run.
 */
function withPrototype<Class extends typeof IncomingMessage | typeof ServerResponse>(
  base: Class,
  prototype: object,
): Class {
  const initialize = base as unknown as (...parameters: unknown[]) => void;
  function constructor(this: Record<string, unknown>, ...parameters: unknown[]): void {
    initialize.apply(this, parameters);
    // Node passes one or two parameters.
    if (parameters.length < 9) return;
    this.a0 = this.a1 = this.a2 = this.a3 = this.a4 = this.a5 = this.a6 = this.a7 = undefined;
    this.b0 = this.b1 = this.b2 = this.b3 = this.b4 = this.b5 = this.b6 = this.b7 = undefined;
    this.c0 = this.c1 = this.c2 = this.c3 = this.c4 = this.c5 = this.c6 = this.c7 = undefined;
    this.d0 = this.d1 = this.d2 = this.d3 = this.d4 = this.d5 = this.d6 = this.d7 = undefined;
    this.e0 = this.e1 = this.e2 = this.e3 = this.e4 = this.e5 = this.e6 = this.e7 = undefined;
    this.f0 = this.f1 = this.f2 = this.f3 = this.f4 = this.f5 = this.f6 = this.f7 = undefined;
  }
  constructor.prototype = prototype;
  return constructor as unknown as Class;
}
