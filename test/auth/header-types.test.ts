import { Strategy } from 'passport';
import { describe, expect, it } from 'vitest';
import { schemeSelector } from '../../src/auth/select-scheme.ts';
import type { CredentialsPlace, Scheme } from '../../src/auth/scheme.ts';
import { StartupError } from '../../src/startup-error.ts';

class Silent extends Strategy {
  override authenticate(): void {
    this.pass();
  }
}

function scheme(name: string, credentials: CredentialsPlace): Scheme {
  return { name, credentials, strategy: new Silent() };
}

function select(schemes: readonly Scheme[], authorization: string): string | undefined {
  const request = { headers: { authorization }, rawHeaders: ['Authorization', authorization] };
  return schemeSelector(schemes)(request)?.name;
}

const letters = scheme('letters', {
  ...{ word: 'Letters', aliases: ['Shared'], isAmbient: false },
  isOwn: (credential: string) => /^[a-z]+$/.test(credential),
});
const digits = scheme('digits', {
  ...{ word: 'shared', isAmbient: false },
  isOwn: (credential: string) => /^[0-9]+$/.test(credential),
});

describe('a word that several schemes go by', () => {
  it('86: is that scheme’s whose form the credential has, else the first one’s', () => {
    const both = [letters, digits];
    expect(select(both, 'Letters 1')).toBe('letters');
    expect(select(both, 'Shared abc')).toBe('letters');
    expect(select(both, 'SHARED 123')).toBe('digits');
    expect(select([digits, letters], 'shared abc')).toBe('letters');
    for (const odd of ['shared a1', 'shared', 'shared a b c']) {
      expect(select(both, odd)).toBe('letters');
    }
    expect(select(both, 'Other abc')).toBeUndefined();
  });

  it('86: is refused at start unless each of them knows its own', () => {
    const greedy = scheme('greedy', { word: 'SHARED', isAmbient: false });
    expect(() => schemeSelector([letters, greedy])).toThrow(
      new StartupError(
        'AUTH_SCHEMES: letters and greedy both go by the word shared in Authorization, and nothing tells whose a credential is; give one of them another word, or leave it out.',
      ),
    );
    expect(select([greedy], 'Shared anything')).toBe('greedy');
  });
});
