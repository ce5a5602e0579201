import type { DecodedCredentials } from '../../../site/scheme-site.ts';

/** Username and password in Base64 (RFC 7617 §2), without the password. */
export function decode(credentials: string): DecodedCredentials | undefined {
  const bytes = Buffer.from(credentials, 'base64');
  const [username, password] = bytes.toString().split(':', 2);
  if (bytes.toString('base64') !== credentials || password === undefined) return undefined;
  return {
    note: 'Anybody who reads the request can undo Base64, and has the password.',
    parts: [{ title: 'Base64', text: `${username}:…` }],
  };
}
