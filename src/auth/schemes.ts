// The registry. To add a scheme, write its room and export it here; to remove one, delete both.
export { basic } from './basic/index.ts'; // 0.2
export { session } from './session/index.ts'; // 0.3
export { token } from './token/index.ts'; // 0.4
export { jwt } from './jwt/index.ts'; // 0.5
