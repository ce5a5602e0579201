import { monitorEventLoopDelay } from 'node:perf_hooks';

// The server, and what keeps its event loop waiting: to each message it answers with the 99th
// percentile since the last one, in milliseconds.
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on('message', () => {
  process.send?.(delay.percentile(99) / 1e6);
  delay.reset();
});
await import('../../src/server.ts');
