import type { ObtainCredentials } from '../../../site/scheme-site.ts';

/** Basic has nothing to obtain: the username and password are the credentials. */
export const obtain: ObtainCredentials = (_origin, username, password) => {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return Promise.resolve({ Authorization: `Basic ${credentials}` });
};
