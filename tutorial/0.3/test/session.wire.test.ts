import request from 'supertest';
import { logIn } from './log-in.ts';
import { replay } from './replay.ts';
import './visitor.ts';

await replay('0.3', { live: (origin) => logIn(request.agent(origin), ['root', 'toor']) });
