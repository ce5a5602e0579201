import { expect, test } from 'vitest';
import { startServer } from '../../support/server.ts';

test.each([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['docs.css', 'text/css; charset=utf-8'],
  ['docs.js', 'text/javascript; charset=utf-8'],
])('47: /static/%s is what it says', async (name, type) => {
  const { origin } = await startServer();
  const answer = await fetch(`${origin}/static/${name}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
});

test.each(['index.html', 'oauth2-redirect.html', 'swagger-initializer.js', 'package.json'])(
  '47: of Swagger UI’s other files, such as %s, there is none',
  async (name) => {
    const { origin } = await startServer();
    expect((await fetch(`${origin}/static/${name}`)).status).toBe(404);
  },
);

test('47: /docs/ runs no script but those, and asks no other host', async () => {
  const { origin } = await startServer();
  const answer = await fetch(`${origin}/docs/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
  const html = await answer.text();
  expect(html).not.toMatch(/<script(?![^>]*src="\/static\/)|style=|(?:src|href)="(?:https?:)?\/\//);
});
