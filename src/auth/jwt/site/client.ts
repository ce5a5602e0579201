import type { ObtainCredentials } from '../../../site/scheme-site.ts';

/** Exchanges username and password for an access token. */
export const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api/token/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { access } = (await answer.json()) as { access: string };
  return { Authorization: `Bearer ${access}` };
};
