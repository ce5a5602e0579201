import { obtain } from './obtain.ts';
import { replay } from './replay.ts';
import './visitor.ts';

await replay('0.4', { live: (origin) => obtain(`${origin}/api-token-auth/`) });
