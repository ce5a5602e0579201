import { replayDjango } from './replay.ts';

replayDjango('all');
