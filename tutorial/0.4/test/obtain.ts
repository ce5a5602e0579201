/** What `root` gets for name and password. */
export async function obtain(url: string): Promise<Record<string, string>> {
  const body = new URLSearchParams({ username: 'root', password: 'toor' });
  const response = await fetch(url, { method: 'POST', body });
  return (await response.json()) as Record<string, string>;
}
