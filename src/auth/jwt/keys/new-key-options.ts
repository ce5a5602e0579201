import type { Clock } from '../../../clock.ts';
import type { Seal } from '../../../keys/seal.ts';
import type { AlgorithmName } from '../algorithms.ts';
import type { PrivateKeyFile } from './private-key-file.ts';
import type { KeyStore } from './store.ts';

/** What it takes to make a key and to publish it. */
export interface NewKeyOptions {
  readonly store: KeyStore;
  readonly seal: Seal;
  /** A key that is kept elsewhere; undefined where the database keeps them. */
  readonly file: PrivateKeyFile | undefined;
  /** What the next key is to sign with. */
  readonly algorithm: AlgorithmName;
  /** After so many milliseconds nothing that a key signed is valid any more. */
  readonly longest: number;
  readonly clock: Clock;
}
