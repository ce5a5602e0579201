import type { AddressInfo } from 'node:net';
import { app } from './app.ts';
import { settings } from './settings.ts';

const server = app.listen(settings.port, '127.0.0.1', (error) => {
  if (error !== undefined) throw error;
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
