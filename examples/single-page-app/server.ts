// A server for an app of one page, which comes from another origin: here from another port.
import express from 'express';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAuthentication, userOf } from '../../src/index.ts';

const { PORT = '8000', PAGE_PORT = '8001' } = process.env;

async function originOf(server: Server): Promise<string> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const pages = express();
const pageOrigin = await originOf(pages.listen(Number(PAGE_PORT), 'localhost'));

const auth = await openAuthentication({ TRUSTED_ORIGINS: pageOrigin });
if ((await auth.users.find('root')) === undefined) {
  await auth.users.create({ username: 'root', password: 'toor' });
}
const app = express();
app.use(auth.protection);
app.use('/auth', auth.routes);
app.post('/greetings/', auth.required, (request, response) => {
  response.json({ text: `Hello, ${userOf(request).username}!` });
});
app.use(auth.errors);
const api = await originOf(auth.createServer(app).listen(Number(PORT), 'localhost'));

const page = readFileSync(new URL('page.html', import.meta.url), 'utf8');
pages.get('/', (_request, response) => {
  response.type('html').send(page.replace('http://localhost:8000', api));
});
console.log(`listening on ${pageOrigin}`);
