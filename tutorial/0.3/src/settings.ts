import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';

if (existsSync('.env')) process.loadEnvFile();

/** What differs from one installation to the next: environment variables, or lines of `.env`. */
export const settings = {
  port: Number(process.env.PORT ?? 8000),
  databaseFile: process.env.DATABASE_FILE ?? 'var/tutorial.sqlite3',
  bcryptCost: Number(process.env.BCRYPT_COST ?? 12),
  secretKey: process.env.SECRET_KEY ?? randomBytes(32).toString('hex'),
};
