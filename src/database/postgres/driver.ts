import type Postgres from 'pg';
import { lazyPackage } from '../../packages.ts';

/** The driver, which SQLite does without. */
export const pg = lazyPackage((require) => require('pg') as typeof Postgres);
