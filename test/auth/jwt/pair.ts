/** Access and refresh token of a fresh login. */
export async function obtainPair(
  origin: string,
  username = 'root',
  password = 'toor',
): Promise<{ access: string; refresh: string }> {
  const answer = await fetch(`${origin}/api/token/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  return (await answer.json()) as { access: string; refresh: string };
}
