import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * A package that many processes never need: it is loaded when it is first asked for, so that the others
 * start sooner and in less memory. Only for one that a whole feature stands or falls with: loading it
 * keeps whatever else the process does waiting.
 *
 * @param load requires it.
 */
export function lazyPackage<Package>(load: (require: NodeJS.Require) => Package): () => Package {
  let loaded: Package | undefined;
  return () => (loaded ??= load(require));
}
