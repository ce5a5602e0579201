import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';

// A process manager that has servers share a port by node:cluster, as PM2 does, and does nothing else for
// them. The paths of the server and of what is loaded before it are its environment's.
const hour = fileURLToPath(new URL('../fixtures/short-hour.cjs', import.meta.url));
cluster.setupPrimary({ exec: process.env.PROGRAM ?? '', execArgv: ['--import', hour] });
for (let count = 0; count < 2; count++) cluster.fork();
