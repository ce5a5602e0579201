import express from 'express';
import { isIP } from 'node:net';
import type { z } from 'zod';
import { trustOf } from '../http/client-address.ts';
import { optionalSetting } from './reader.ts';

/** Nobody has more of them in a row; who counts too many believes what clients write. */
const MOST_PROXIES = 9;

/** Of 256 addresses all over the internet so many may be proxies; private networks hold two. */
const MOST_SAMPLES = 8;

/**
 * How many proxies stand in front of the server, or their addresses: Express's own forms, but for
 * `true`, and whatever comes to the same, which would believe all that clients say of themselves.
 */
export function trustProxy(): z.ZodType<number | string[] | undefined> {
  return optionalSetting((text, refuse) => {
    // None, as when nothing is set.
    if (text === '0') return undefined;
    if (/^\d+$/.test(text)) {
      if (Number(text) <= MOST_PROXIES) return Number(text);
      return refuse(
        `is more than there are between any client and this server, so that clients could say what they like; count them, ${MOST_PROXIES} at most`,
      );
    }
    const addresses = text.split(',').map((address) => address.trim());
    if (!addresses.every(isAddress)) {
      return refuse(
        'is neither a number of proxies nor their addresses; write 1, or loopback, or 10.0.0.0/8',
      );
    }
    if (!coversClients(addresses)) return addresses;
    return refuse(
      'covers so much of the internet that clients could say what they like; write the addresses of your proxies alone',
    );
  });
}

function isAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 0) <= (version === 4 ? 32 : 128);
}

/** Judged by what Express makes of them: there are many ways to write all addresses. */
function coversClients(addresses: readonly string[]): boolean {
  // Express cannot read a range of no bits, which is everybody.
  if (addresses.some((address) => /\/0+$/.test(address))) return true;
  const isTrusted = trustOf(express().set('trust proxy', addresses));
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return [
    bytes.map((byte) => `${byte}.83.149.211`),
    bytes.map((byte) => `${byte.toString(16)}53:95d3:42::7`),
  ].some((sample) => sample.filter((each) => isTrusted(each, 0)).length > MOST_SAMPLES);
}
