import type { Agent } from 'supertest';

/** Fills in the form, as a browser would. @returns the values of the two cookies. */
export async function logIn(
  agent: Pick<Agent, 'get' | 'post'>,
  [username, password]: [username: string, password: string],
  path = '/login/',
): Promise<{ session: string; csrf: string; location: string }> {
  const { text } = await agent.get('/login/');
  const csrfmiddlewaretoken = /csrfmiddlewaretoken" value="(\w+)"/.exec(text)?.[1];
  const form = { username, password, csrfmiddlewaretoken };
  const { headers } = await agent.post(path).type('form').send(form);
  const valueOf = (cookie: string): string =>
    new RegExp(`${cookie}=([^;]+)`).exec(String(headers['set-cookie']))?.[1] ?? '';
  return {
    session: valueOf('sessionid'),
    csrf: valueOf('csrftoken'),
    location: String(headers.location),
  };
}
