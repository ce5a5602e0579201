import type * as Prometheus from 'prom-client';
import { lazyPackage } from '../../packages.ts';

/** The client of Prometheus, which is only needed with METRICS. */
export const prometheus = lazyPackage((require) => require('prom-client') as typeof Prometheus);
