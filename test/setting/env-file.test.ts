import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StartupError } from '../../src/startup-error.ts';
import { readEnv } from '../../src/setting/env-file.ts';

const KNOWN = ['PORT', 'SECRET_KEY'];

function read(text: string | Buffer): Record<string, string> {
  return readEnv(Buffer.from(text as string), KNOWN);
}

/** The lines with which a file is refused. */
function faults(text: string | Buffer): string[] {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as StartupError).message.split('\n');
  }
  return [];
}

describe('.env', () => {
  it.each([
    'PORT=80\nHOST=x\n',
    'PORT=80\r\nHOST=x\r\n',
    '\n# PORT=1\n  PORT = 80 \nexport HOST=x',
    'PORT=80 # as usual\nHOST= # none\nSECRET_KEY="a" # b',
    'SECRET_KEY="a#b"\nHOST=\'c#d\'\nPORT=`e#f`\n',
    'SECRET_KEY="a\nb"\nHOST=\'c\nd\'\n',
    'SECRET_KEY="a\\nb"\nHOST=\'c\\nd\'\n',
    'SECRET_KEY=it\'s\nHOST=a"b"\nPORT=a=b=c\n',
    'PORT=\nSECRET_KEY=\n',
    'SECRET_KEY=a b  c\n',
  ])('45: is read as Node reads it: %j', (text) => {
    expect(read(text)).toEqual({ ...parseEnv(text) });
  });

  it.each([
    ['SECRET_KEY=ab#cd', 'most programs would cut it off at the #; put it in quotes'],
    ['SECRET_KEY=#cd', 'most programs would cut it off at the #; put it in quotes'],
    ['SECRET_KEY=a"b#c"', 'most programs would cut it off at the #; put it in quotes'],
    ['SECRET_KEY="ab', 'the quote before it is never closed; close it'],
    ['SECRET_KEY="ab\nPORT=1', 'the quote before it is never closed; close it'],
    ["SECRET_KEY='it''s'", 'it goes on behind its closing quote; put all of it between two'],
    ['SECRET_KEY="a\\"b"', 'it goes on behind its closing quote; put all of it between two'],
    ['SECRET_KEY: ab', 'no = comes behind the name; write name=value'],
    ['set SECRET_KEY=ab', 'no = comes behind the name; write name=value'],
    ['SECRET_KEY=ab\nPORT=1\nSECRET_KEY=cd', 'stands there twice; keep one of the two'],
  ])('45: names what would be read as something else: %j', (text, fault) => {
    expect(faults(text)).toEqual([`SECRET_KEY: in .env, ${fault}.`]);
  });

  it('45: leaves the variables of other programs to them', () => {
    const text = 'OTHER=a#b\nNEXT: c\nTHIRD="d\nPORT=80\n';
    expect(read(text)).toMatchObject({ PORT: '80' });
  });

  it('45: names all its faults at once', () => {
    expect(faults('SECRET_KEY=a#b\nPORT: 1')).toHaveLength(2);
  });

  it('45: may begin with a byte order mark', () => {
    expect(read('\ufeffPORT=80')).toEqual({ PORT: '80' });
  });

  it('45: is in UTF-8, or says what it is in', () => {
    const utf16 = '.env: is in UTF-16, as PowerShell writes it; save it as UTF-8.';
    for (const mark of ['\ufeff', '']) {
      const little = Buffer.from(`${mark}PORT=80`, 'utf16le');
      expect(faults(little)).toEqual([utf16]);
      expect(faults(Buffer.from(little).swap16())).toEqual([utf16]);
    }
    expect(faults(Buffer.from('SECRET_KEY=é', 'latin1'))).toEqual([
      '.env: is not in UTF-8; save it as such.',
    ]);
  });
});
