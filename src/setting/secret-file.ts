/**
 * A file with a secret that a setting of a scheme names. The server says at start when others can read
 * it.
 */
export class SecretFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}
