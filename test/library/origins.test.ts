import { describe, expect, it } from 'vitest';
import { shop } from './embed.ts';

const PAGE = 'https://app.example.com';

describe('pages of other origins', () => {
  it('that are trusted have their preflights answered, without credentials, and read answers', async () => {
    const { origin } = await shop({ TRUSTED_ORIGINS: PAGE });
    const preflight = await fetch(`${origin}/orders/`, {
      method: 'OPTIONS',
      headers: { Origin: PAGE, 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    const answer = await fetch(`${origin}/orders/`, { headers: { Origin: PAGE } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('that are not are told nothing', async () => {
    const { origin } = await shop({ TRUSTED_ORIGINS: PAGE });
    const preflight = await fetch(`${origin}/orders/`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(401);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(`${origin}/orders/`, {
      headers: { Origin: 'https://evil.example' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
