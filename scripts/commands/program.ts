import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { addActivate } from './activate.ts';
import { addBackup } from './backup.ts';
import { addChangePassword } from './changepassword.ts';
import { addCreateSuperuser } from './createsuperuser.ts';
import { addCreateUser } from './createuser.ts';
import { addDeleteUser } from './deleteuser.ts';
import { addDoctor } from './doctor.ts';
import { addEvents } from './events.ts';
import { addExportDjango } from './exportdjango.ts';
import { addHelp } from './help.ts';
import { addImportDjango } from './importdjango.ts';
import { addLogout } from './logout.ts';
import { addMigrate } from './migrate.ts';
import { addMoveDatabase } from './movedatabase.ts';
import { addRestore } from './restore.ts';
import { commandLine, examples } from '../command-line.ts';
import { schemeCommands } from './schemes.ts';
import { refuseSecretArguments } from './secret-arguments.ts';
import { formatColumns } from './table.ts';

/**
 * What commands work on is imported when one runs, and so is whatever else needs settings, a database or
 * a scheme: the help needs none of it.
 */
const runWithServices: RunWithServices = async (work) => {
  const services = await import('./run.ts');
  await services.runWithServices(work);
};

/**
 * All commands of `npm run manage`: those on users and database, then the schemes' own.
 *
 * Parsing throws a CommanderError where Commander would end the process: after the help as well as
 * after an error, which has been printed by then.
 */
export function createProgram(): Command {
  const program = commandLine('npm run manage --', 'Looks after the users and the database.')
    .addHelpText('after', examples('npm run manage -- help createuser'))
    .exitOverride();
  refuseSecretArguments(program);
  addMigrate(program);
  addCreateSuperuser(program, runWithServices);
  addCreateUser(program, runWithServices);
  addChangePassword(program, runWithServices);
  addActivate(program, runWithServices);
  addDeleteUser(program, runWithServices);
  addLogout(program, runWithServices);
  addEvents(program, runWithServices);
  addDoctor(program);
  addBackup(program);
  addRestore(program);
  addMoveDatabase(program);
  addImportDjango(program);
  addExportDjango(program);
  for (const addCommands of schemeCommands) addCommands(program, runWithServices, formatColumns);
  addHelp(program);
  return program;
}
