import { StartupError } from '../../src/startup-error.ts';
import { loadConfig } from '../../src/server/load-config.ts';

/** What production starts with, and `doctor` finds nothing wrong with. */
export const PRODUCTION = {
  SECRET_KEY: 'pT5v0q3XzJmD8yWkRr7LhUfCsE2aGnBo',
  BCRYPT_COST: '12',
  TRUST_PROXY: '1',
  ALLOWED_HOSTS: 'example.com',
};

/** The lines with which settings are refused; none when they are taken. */
export function problemsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig({ environment, developmentKey: () => 'k'.repeat(32) });
    return [];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return error.message.split('\n');
  }
}

/** The line about a setting that is to be a length of time and is none; `0` may mean something. */
export function noDuration(name: string, mayBeZero: boolean): string {
  const zero = mayBeZero ? ', or 0' : '';
  return `${name}: is not a length of time; write a number and a unit, such as 30s, 5m or 2w${zero}.`;
}
