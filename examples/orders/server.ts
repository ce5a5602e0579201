// An Express app with orders of its own, behind all four schemes.
import express from 'express';
import { openAuthentication, userOf } from '../../src/index.ts';

const auth = await openAuthentication({
  DATABASE_URL: process.env.DATABASE_URL,
  SECRET_KEY: process.env.SECRET_KEY,
});
if ((await auth.users.find('root')) === undefined) {
  await auth.users.create({ username: 'root', password: 'toor', isSuperuser: true });
}

/** What would be a table: each order belongs to a user. */
const orders: { id: number; owner: number; text: string }[] = [];

const app = express();
app.use('/auth', auth.routes);
app.use(express.json());

app.get('/orders/', auth.required, (request, response) => {
  response.json(orders.filter(({ owner }) => owner === userOf(request).id));
});

app.post('/orders/', auth.require({ scope: 'orders:write' }), (request, response) => {
  // Without a body of JSON there is none.
  const { text = '' } = (request.body ?? {}) as { text?: string };
  const order = { id: orders.length + 1, owner: userOf(request).id, text };
  orders.push(order);
  response.status(201).json(order);
});

app.delete(
  '/orders/:id',
  // The owner of what is asked for, or a superuser: any question about the user and the request.
  auth.require({
    where: (user, { params }) =>
      user.isSuperuser ||
      orders.some(({ id, owner }) => String(id) === params.id && owner === user.id),
  }),
  (request, response) => {
    const at = orders.findIndex(({ id }) => String(id) === request.params.id);
    if (at !== -1) orders.splice(at, 1);
    response.status(204).end();
  },
);

app.use(auth.errors);

const server = auth.createServer(app).listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`listening on http://127.0.0.1:${port}`);
});
