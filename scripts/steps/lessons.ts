import type { Step } from './manifest.ts';

/** The commit message of each step: its lesson in short. The room's README.md is the long form. */
export const LESSONS: Readonly<Record<Step, string>> = {
  '0.1': `Step 0.1: a resource that is open to everybody

GET /home/ says hello and POST /home/ repeats what it was sent. Nobody asks
who you are, so nobody can be kept out, and nobody can be told apart.

  curl http://127.0.0.1:8000/home/

Read src/app.ts, which is the way of a request from top to bottom, and then
src/home.ts.
`,
  '0.2': `Step 0.2: HTTP Basic, the password with every request

Now there are users, in SQLite, and a guard in front of /home/. The client
sends username and password each time; the server hashes the password each
time and compares. A request without credentials learns from the 401 how to
present some (WWW-Authenticate).

  npm run createsuperuser
  curl -u root:toor http://127.0.0.1:8000/home/

What breaks: a hash is slow on purpose, so every request is; the client has
to keep the password; and the only way to end stolen credentials is a new
password. Read src/auth/basic/.
`,
  '0.3': `Step 0.3: a session, for people with browsers

The password is shown once, to /login/. From then on the browser sends a
cookie with a random id, and the server looks up whose it is. Logging out
deletes the session on the server, so a copied cookie dies with it.

  curl -b 'sessionid=<copied from the browser>' http://127.0.0.1:8000/home/

What it costs: a lookup for each request, in a table that all processes must
share, and CSRF protection, because browsers send cookies unasked. Read
src/auth/session/.
`,
  '0.4': `Step 0.4: a token, for programs

The password is exchanged for one long random key for each user, which is
sent in a header. No cookie, so no CSRF; nothing to extend or to end, so the
server keeps nothing for each login.

  curl -X POST http://127.0.0.1:8000/api-token-auth/ -d "username=root&password=toor"
  curl -H 'Authorization: Token <token>' http://127.0.0.1:8000/home/

What breaks: it never expires, and all clients of a user share it. Read
src/auth/token/.
`,
  '0.5': `Step 0.5: JWT, a signed token for minutes and one to renew it

The token itself says whose it is and until when, and a signature proves it.
The access token lives for five minutes, so a stolen one is soon worthless;
the refresh token gets the next one, and works once.

  curl -X POST http://127.0.0.1:8000/api/token/ -d "username=root&password=toor"
  curl -H 'Authorization: Bearer <access>' http://127.0.0.1:8000/home/

What it costs: two secrets at the client, and an access token that cannot be
taken back by itself. Read src/auth/jwt/.
`,
};
