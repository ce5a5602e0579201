import express, { Router } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OWN_SITE_ONLY } from '../http/answer.ts';

const { resolve } = createRequire(import.meta.url);

/** How files that are for everybody are served. */
export const STATIC_OPTIONS: Parameters<typeof express.static>[1] = {
  index: false,
  redirect: false,
  maxAge: '1h',
  setHeaders: (response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    for (const [name, value] of Object.entries(OWN_SITE_ONLY)) response.setHeader(name, value);
  },
};

/** Style sheets under `/static/`: ours and Pico's, served from where npm has put it. */
export const staticFiles = Router({ caseSensitive: true });
staticFiles.use(express.static(join(import.meta.dirname, 'static'), STATIC_OPTIONS));
staticFiles.use(
  express.static(dirname(resolve('@picocss/pico/css/pico.classless.min.css')), STATIC_OPTIONS),
);
