import bowser from 'bowser';

/**
 * What a person would call a client: `Firefox on Linux`, or the name that a program gives itself.
 *
 * @param userAgent the header User-Agent, or what was kept of it.
 * @returns undefined when it says nothing.
 */
export function describeUserAgent(userAgent: string | null): string | undefined {
  if (userAgent === null || userAgent.trim() === '') return undefined;
  const { browser, os } = bowser.parse(userAgent);
  const product = /^[^\s/]+/.exec(userAgent.trim())?.[0];
  const name = browser.name === '' || browser.name === undefined ? product : browser.name;
  return os.name === undefined ? name : `${name ?? 'Unknown'} on ${os.name}`;
}
