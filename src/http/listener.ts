import type { Express } from 'express';
import { createServer as createHttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

/** A PEM certificate chain and its private key. */
export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

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
 */
export function createServer(app: Express, tls?: TlsIdentity): Server {
  const classes = {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  };
  return tls === undefined
    ? createHttpServer(classes, app)
    : createHttpsServer({ ...classes, ...tls }, app);
}

/** The same constructor under another prototype, which must inherit from its own. */
function withPrototype<Class extends typeof IncomingMessage | typeof ServerResponse>(
  base: Class,
  prototype: object,
): Class {
  function constructor(this: object, ...parameters: unknown[]): void {
    // Node's two classes are functions, not `class`es: they can be called on a ready object,
    // which is quicker than Reflect.construct.
    (base as unknown as (...parameters: unknown[]) => void).apply(this, parameters);
  }
  constructor.prototype = prototype;
  return constructor as unknown as Class;
}
