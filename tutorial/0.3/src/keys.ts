import { createHmac } from 'node:crypto';
import { settings } from './settings.ts';

/** A key for one purpose. What is signed for one is worth nothing for another. */
export function deriveKey(purpose: string): string {
  return createHmac('sha256', settings.secretKey).update(purpose).digest('hex');
}
