import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { createUser } from '../src/users.ts';

const { values } = parseArgs({
  options: {
    username: { type: 'string', default: userInfo().username },
    email: { type: 'string', default: '' },
  },
});
// Not an argument: every user of the machine can read those.
const password = process.env.SUPERUSER_PASSWORD;
if (password === undefined) throw new Error('Set SUPERUSER_PASSWORD to the password.');
await createUser(values.username, password, values.email);
console.log('Superuser created successfully.');
