import { createRequire } from 'node:module';
import { firstLine } from './thrown.ts';
import { StartupError } from './startup-error.ts';

const require = createRequire(import.meta.url);

/**
 * Loads a package that has a part compiled for one kind of machine, and mostly for one Node. When
 * that cannot be loaded, nothing else is to blame: no database, no setting, no file.
 *
 * @param name of the package.
 * @param tryOut uses the native part, for a package that loads it no sooner than that.
 * @param remedy what to do when it cannot be loaded.
 * @throws {StartupError} when it cannot be loaded.
 */
export function loadNative<Package>(
  name: string,
  tryOut?: (loaded: Package) => void,
  remedy = 'install the packages again with `npm ci`',
): Package {
  try {
    const loaded = require(name) as Package;
    tryOut?.(loaded);
    return loaded;
  } catch (error) {
    throw new StartupError(
      `${name}: its native part cannot be loaded by Node ${process.version} on ${process.platform} ` +
        `${process.arch} (${firstLine(error)}); ${remedy}.`,
    );
  }
}

/**
 * A package that many processes never need, or what is made of it: it is loaded when it is first asked
 * for, so that the others start sooner and in less memory. Only for one that a whole feature stands or
 * falls with: loading it keeps whatever else the process does waiting.
 *
 * @param load requires it.
 */
export function lazyPackage<Package>(load: (require: NodeJS.Require) => Package): () => Package {
  let loaded: Package | undefined;
  return () => (loaded ??= load(require));
}
