import { database } from '../src/database.ts';
import { createUser } from '../src/users.ts';

await createUser('root', 'toor');
await createUser('colon', 'pa:ss');
await createUser('walterwhité', 'pässwörd');
await createUser('gone', 'toor');
database.exec("UPDATE users SET is_active = 0 WHERE username = 'gone'");

/** What the requests of a welcome visitor carry. */
export const visitor: Record<string, string> = {};
visitor.Authorization = `Basic ${btoa('root:toor')}`;
