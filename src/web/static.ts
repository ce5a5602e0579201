import express, { Router } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const options = { index: false, maxAge: '1h' };

/** Style sheets under `/static/`: ours and Pico's, served from where npm has put it. */
export const staticFiles = Router({ caseSensitive: true });
staticFiles.use(express.static(join(import.meta.dirname, 'static'), options));
staticFiles.use(
  express.static(dirname(resolve('@picocss/pico/css/pico.classless.min.css')), options),
);
