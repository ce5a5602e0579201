import { replay } from './replay.ts';
import './visitor.ts';

await replay('0.2');
