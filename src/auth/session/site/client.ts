import type { ObtainCredentials } from '../../../site/scheme-site.ts';

/** Fills in the login form as a browser would, and keeps the two cookies. */
export const obtain: ObtainCredentials = async (origin, username, password) => {
  const form = await fetch(`${origin}/login/`);
  const planted = cookiesOf(form).csrftoken ?? '';
  const answer = await fetch(`${origin}/login/`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: `csrftoken=${planted}` },
    body: new URLSearchParams({ username, password, csrfmiddlewaretoken: planted }),
  });
  const { sessionid = '', csrftoken = '' } = cookiesOf(answer);
  return {
    Cookie: `sessionid=${sessionid}; csrftoken=${csrftoken}`,
    'X-CSRFToken': csrftoken,
  };
};

/** The cookies that an answer sets, by name. */
function cookiesOf(answer: Response): Record<string, string> {
  return Object.fromEntries(
    answer.headers.getSetCookie().map((line) => {
      const [pair = ''] = line.split(';', 1);
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}
