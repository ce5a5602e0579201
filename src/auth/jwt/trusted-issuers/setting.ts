import type { z } from 'zod';
import { setting, wordsOf } from '../../../setting/reader.ts';

/** Another server whose access tokens get in. */
export interface TrustedIssuer {
  /** The `iss` of its tokens, letter for letter. */
  readonly issuer: string;
  /** What the `aud` of its tokens has to name: this server, as that one calls it. */
  readonly audience: string;
  /** Where its keys are: a JWK Set, or a discovery document that names one. */
  readonly url: URL;
}

const FORM =
  'write ISSUER AUDIENCE, or ISSUER AUDIENCE URL where its keys are elsewhere, several of them separated by commas';

/**
 * Issuers, separated by commas, each of them two or three words: issuer, audience, and where its keys
 * are, unless that is where OpenID Connect Discovery 1.0 §4 has it.
 */
export function trustedIssuers(): z.ZodType<readonly TrustedIssuer[]> {
  return setting('', (text, refuse) => {
    const read = wordsOf(text).map(readEntry);
    const problem = read.find((each) => typeof each === 'string');
    if (problem !== undefined) return refuse(problem);
    const issuers = read.filter((each) => typeof each !== 'string');
    if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length) {
      return refuse('names an issuer twice; name each once');
    }
    return issuers;
  });
}

/**
 * Whether keys may be fetched from there: over TLS, or from this machine. What came in the clear could
 * be anybody's keys.
 */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** @returns what is wrong with it, where something is. */
function readEntry(entry: string): TrustedIssuer | string {
  const [issuer = '', audience, address, ...more] = entry.split(/\s+/);
  if (audience === undefined) return `names an issuer without an audience; ${FORM}`;
  if (more.length > 0) return `has too many words for an issuer; ${FORM}`;
  const text = address ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return `has no address where the keys of an issuer are; ${FORM}`;
  if (isTrustworthy(url)) return { issuer, audience, url };
  return 'would fetch keys in the clear, where anybody on the way can put others in their place; name an https address';
}
