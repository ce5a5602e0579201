import { isIP } from 'node:net';
import { z } from 'zod';

/**
 * How many proxies stand in front of the server, or their addresses: Express's own forms, but for
 * `true`, which would believe whatever a client says.
 */
export function trustProxy(): z.ZodType<number | string[] | undefined> {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return undefined;
      if (/^\d{1,2}$/.test(text)) return Number(text);
      const addresses = text.split(',').map((address) => address.trim());
      if (addresses.every(isAddress)) return addresses;
      context.addIssue(
        'is neither a number of proxies nor their addresses; write 1, or loopback, or 10.0.0.0/8',
      );
      return z.NEVER;
    });
}

function isAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 0) <= (version === 4 ? 32 : 128);
}
