import { z } from 'zod';
import { readPart } from './compact.ts';

const Claims = z.object({
  token_type: z.unknown().optional(),
  user_id: z.unknown().optional(),
  exp: z.number().optional(),
  iat: z.number().optional(),
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
});

/** What a token says of itself; anybody may have written it. */
export type UnverifiedClaims = z.output<typeof Claims>;

/**
 * Reads a token without a look at its signature. It is for reports, and to see whose a token was; it
 * lets nobody in.
 *
 * @returns nothing of what is no token.
 */
export function claimsOf(token = ''): UnverifiedClaims {
  try {
    return readPart(token, 1, Claims);
  } catch {
    return {};
  }
}

/** The settings under which a refresh token looks as it does, as lines of `.env`. */
export function settingsOf({ exp, iat, iss, aud }: UnverifiedClaims): string[] {
  const lines: string[] = [];
  if (exp !== undefined && iat !== undefined && exp > iat) {
    lines.push(`JWT_REFRESH_LIFETIME=${exp - iat}s`);
  }
  if (iss !== undefined) lines.push(`JWT_ISSUER=${quote(iss)}`);
  if (typeof aud === 'string') lines.push(`JWT_AUDIENCE=${quote(aud)}`);
  return lines;
}

/** As `.env` takes any text. */
function quote(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}
