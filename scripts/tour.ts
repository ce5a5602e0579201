import { once } from 'node:events';
import { commandLine, examples } from './command-line.ts';
import { schemeSites } from '../src/site/schemes.ts';
import { TerminalGuide } from './tour/guide.ts';
import { leadTours, summary } from './tour/lead.ts';
import { startServer } from './tour/server.ts';
import { runInTemporaryFolder } from './tour/temporary-folder.ts';
import { createUser, USER } from './tour/user.ts';

const { keep = false } = commandLine(
  'npm run tour --',
  'Starts a server over a throwaway database and shows every scheme at work: each curl command, ' +
    'what it answers, and whether that is right. Exits 0 only if all of it is.',
)
  .addHelpText('after', examples('npm run tour', 'npm run tour -- --keep'))
  .option('--keep', 'leave the server up until Ctrl-C, for commands of your own')
  .parse()
  .opts<{ keep?: boolean }>();

process.exitCode = await runInTemporaryFolder(run);

/** @returns whether every answer was right. */
async function run(folder: string, signal: AbortSignal): Promise<boolean> {
  console.log('Starting a server of its own, over a database that is thrown away afterwards.');
  console.log('Of each answer you see what curl -i shows: status, telling headers, body.\n');
  await createUser(folder, signal);

  const settings = Object.assign({}, ...schemeSites.map(({ tour }) => tour.settings)) as object;
  const { origin, program } = await startServer(
    { script: 'src/server.ts', folder, settings: { PORT: '0', ...settings } },
    signal,
  );
  const guide = new TerminalGuide({ origin, ...USER, print: console.log, signal });
  const tours = schemeSites.map(({ tour }) => tour);
  let isRight = false;
  try {
    await leadTours(tours, guide, console.log);
    isRight = guide.wrong === 0;
  } finally {
    await program.stop();
    if (!isRight && !signal.aborted) console.log(`The server has printed:\n${program.output}`);
  }
  console.log(summary(tours, guide));
  if (keep) await stayUp(origin, folder, signal);
  return isRight;
}

/**
 * Serves at the same address until interrupted, so that the commands above still work, but with the
 * default settings: the tour's make credentials expire faster than anybody can type.
 */
async function stayUp(origin: string, folder: string, signal: AbortSignal): Promise<void> {
  const settings = { PORT: new URL(origin).port };
  const { program } = await startServer({ script: 'src/server.ts', folder, settings }, signal);
  console.log(`
The server stays up, now with the default settings: ${origin}
Its user is ${USER.username}, the password ${USER.password}. Ctrl-C stops it and removes its database.`);
  await once(signal, 'abort');
  await program.stop();
}
