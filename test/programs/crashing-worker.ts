import cluster from 'node:cluster';

// A server whose workers crash as soon as they are started.
if (cluster.isWorker) throw new Error('crashed');
await import('../../src/server.ts');
