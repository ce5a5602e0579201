import { expect, it } from 'vitest';
import { noDuration, problemsOf } from '../../support/settings.ts';

it.each([
  ['JWT_ACCESS_LIFETIME', false],
  ['JWT_REFRESH_LIFETIME', false],
  ['JWT_REFRESH_ABSOLUTE_LIFETIME', true],
  ['JWT_LEEWAY', true],
  ['JWT_ROTATION_GRACE', true],
])('45: %s that is no length of time is told what one is', (name, mayBeZero) => {
  for (const value of ['never', '30', '-1s', '1.5h', '5 m', ' 5m', '5m\n', '1d12h']) {
    expect(problemsOf({ [name]: value })).toEqual([noDuration(name, mayBeZero)]);
  }
  expect(problemsOf({ [name]: '5s' })).toEqual([]);
  const short = `${name}: is too short; at least 1s are needed.`;
  expect(problemsOf({ [name]: '0' })).toEqual(mayBeZero ? [] : [short]);
});

it.each([
  ['JWT_REFRESH_ABSOLUTE_LIFETIME', '3650d', '3651d'],
  ['JWT_ROTATION_GRACE', '1h', '61m'],
])('45: %s may be %s, and %s is too long', (name, most, more) => {
  expect(problemsOf({ [name]: most })).toEqual([]);
  expect(problemsOf({ [name]: more })).toEqual([
    `${name}: is too long; at most ${most} are possible.`,
  ]);
});

it.each(['JWT_ROTATE_REFRESH', 'JWT_ROTATION_STRICT'])('45: %s is on or off', (name) => {
  for (const value of ['strict', '2', ' on', 'on\n', 'wahr']) {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name}: is neither on nor off; write on or true, off or false.`,
    ]);
  }
  for (const value of ['on', 'TRUE', 'off', '0', '']) {
    expect(problemsOf({ [name]: value })).toEqual([]);
  }
});

it.each(['JWT_ISSUER', 'JWT_AUDIENCE'])('45: %s is a text that can be compared', (name) => {
  for (const value of ['https://example.com', 'my app: test', 'Größe', '']) {
    expect(problemsOf({ [name]: value })).toEqual([]);
  }
  for (const value of [' ', 'example\n', ' example', 'exa\u200bmple', 'exa\0mple', '\ufeffx']) {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name}: has white space around it, or characters that cannot be seen; remove them.`,
    ]);
  }
});
