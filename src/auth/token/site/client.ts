import type { ObtainCredentials } from '../../../site/scheme-site.ts';

/** Exchanges username and password for the user's token. */
export const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api-token-auth/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { Authorization: `Token ${token}` };
};
