import { createRequire } from 'node:module';
import type * as Http from 'node:http';

const require = createRequire(import.meta.url);

/**
 * Node's `http`, required: an import of it reads all that it exports, and one export, `WebSocket`, makes
 * Node 22 and newer load undici, which takes 12 MB, and time at each start.
 */
export const { createServer, IncomingMessage, request, ServerResponse, STATUS_CODES } =
  require('node:http') as typeof Http;
