import { expect, test } from 'vitest';
import { emailProblems, normalizeEmail } from '../../src/users/email.ts';

test.each([
  '',
  'root@example.com',
  'first.last+tag@mail.example.co.uk',
  "o'brien@example.com",
  'root@localhost',
  'juergen@bücher.example',
  `a@${'b'.repeat(63)}.com`,
])('%j will do as an e-mail address', (email) => {
  expect(emailProblems(email)).toEqual([]);
});

test.each([
  'root',
  '@example.com',
  'root@',
  'root@@example.com',
  'root@example',
  'root@-example.com',
  'root@example-.com',
  'root@example.com-',
  'root@example..com',
  'root@.com',
  '.root@example.com',
  'ro..ot@example.com',
  'ro ot@example.com',
  'root@exam ple.com',
  'root@example.com\n',
  'root\u0000@example.com',
  `a@${'b'.repeat(64)}.com`,
])('%j is no e-mail address', (email) => {
  expect(emailProblems(email)).toEqual(['Enter a valid email address.']);
});

test('an e-mail address has at most 254 characters', () => {
  const domain = '@example.com';
  expect(emailProblems('a'.repeat(254 - domain.length) + domain)).toEqual([]);
  expect(emailProblems('a'.repeat(255 - domain.length) + domain)).toEqual([
    'Ensure this value has at most 254 characters (it has 255).',
  ]);
});

test('the domain is stored in lower case, the rest as it is', () => {
  expect(normalizeEmail('Root@EXAMPLE.Com')).toBe('Root@example.com');
  expect(normalizeEmail('')).toBe('');
});
