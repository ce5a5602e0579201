import type { ExchangeRequest } from '../exchange.ts';
import { requestDifference, valuesOf, without } from './difference.ts';
import type { RequestDifference } from './difference.ts';

/** Where this server reads a request as Django reads another one. */
export const requestDifferences: readonly RequestDifference[] = [
  requestDifference({
    id: 'final-slash',
    like: (request) => {
      const { path } = request;
      return /^\/(?:home|api[\w/-]*\w)$/.test(path) ? { ...request, path: `${path}/` } : undefined;
    },
  }),
  requestDifference({
    id: 'format',
    like: (request) =>
      /[?&]format=(?!json)/.test(request.path)
        ? { ...request, path: request.path.split('?')[0] ?? '' }
        : undefined,
  }),
  requestDifference({
    id: 'accept',
    like: (request) => {
      const [accept] = valuesOf(request, 'accept');
      if (accept === undefined || /json|^\*|application\/\*/.test(accept)) return undefined;
      const hasPage = accept.startsWith('text/') && !request.path.startsWith('/api-token-auth');
      return hasPage ? undefined : without(request, 'accept');
    },
  }),
  requestDifference({
    id: 'cookie-headers',
    like: (request) => {
      const cookies = valuesOf(request, 'cookie');
      if (cookies.length < 2) return undefined;
      const { headers } = without(request, 'cookie');
      return { ...request, headers: [...headers, ['Cookie', cookies.join('; ')]] };
    },
  }),
  requestDifference({
    id: 'header-and-session',
    like: (request, scheme) => {
      const [word = ''] = (valuesOf(request, 'authorization')[0] ?? '').trim().split(/\s+/);
      const isBoth =
        /^(?:basic|token|bearer)$/i.test(word) && valuesOf(request, 'cookie').length > 0;
      return scheme === 'all' && isBoth ? without(request, 'cookie') : undefined;
    },
  }),
  requestDifference({
    id: 'bearer-in-lower-case',
    like: (request, scheme) => {
      if (!/^(?:jwt|all)/.test(scheme)) return undefined;
      const [value = '', ...others] = valuesOf(request, 'authorization');
      // Several are refused, whatever they are.
      if (others.length > 0) return undefined;
      const [word = '', ...rest] = value.split(/(?<=\S)(?=\s)/);
      if (!/^\s*bearer$/i.test(word) || word.trim() === 'Bearer') return undefined;
      const { headers } = without(request, 'authorization');
      return { ...request, headers: [['Authorization', ['Bearer', ...rest].join('')], ...headers] };
    },
  }),
  requestDifference({
    id: 'credentials-at-the-token-endpoint',
    like: (request) => {
      const hasCredentials = ['authorization', 'cookie'].some(
        (name) => valuesOf(request, name).length > 0,
      );
      const isThere = request.path.startsWith('/api-token-auth') && hasCredentials;
      return isThere ? without(request, 'authorization', 'cookie') : undefined;
    },
  }),
  requestDifference({
    id: 'chunked',
    like: (request) =>
      valuesOf(request, 'transfer-encoding').length > 0
        ? { ...without(request, 'transfer-encoding'), body: dechunked(request) }
        : undefined,
  }),
];

function dechunked({ body = '' }: ExchangeRequest): string {
  const [size = '', chunk = ''] = body.split('\r\n');
  return chunk.slice(0, parseInt(size, 16));
}
