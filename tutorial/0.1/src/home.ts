import { Router } from 'express';
import { readBody } from './body.ts';
import { refuseMethod } from './errors.ts';

/** `/home/`, the one resource. */
export const home = Router();

home.get('/', (request, response) => {
  response.json({
    message: 'Hello, world!',
  });
});

home.post('/', readBody, (request, response) => {
  response.json({ message: 'Got some data!', data: (request.body as unknown) ?? {} });
});

home.all('/', refuseMethod('GET, POST'));
