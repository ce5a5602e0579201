import { replay } from './replay.ts';
import { visitor } from './visitor.ts';

await replay('0.1', { credentials: visitor });
