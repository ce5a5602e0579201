import { PACKAGES, PATHS, SCRIPTS, SECTIONS, STEPS } from './manifest.ts';
import type { Since, Step } from './manifest.ts';

/** A comment at the end of a line, in TypeScript, shell or Markdown, that says since when it exists. */
const MARKER = /(?:\/\/|#|<!--) (0\.\d|main)(?: -->)?$/;

/** Whether what exists since then is part of a step. */
export function isPart(since: Since, step: Step): boolean {
  return since !== 'main' && STEPS.indexOf(since) <= STEPS.indexOf(step);
}

/** Whether a file is part of a step; the longest path in the manifest that leads to it decides. */
export function hasFile(path: string, step: Step): boolean {
  const parts = path.split('/');
  for (let length = parts.length; length > 0; length--) {
    const since = PATHS[parts.slice(0, length).join('/')];
    if (since !== undefined) return isPart(since, step);
  }
  return false;
}

/**
 * What a step has of a file's text: the same lines in the same order, less those that are not part
 * of it. Nothing is ever rewritten, so that each step's diff is what was added.
 */
export function selectText(path: string, text: string, step: Step): string {
  if (path === 'package.json') return selectPackage(text, step);
  const whole = path === 'README.md' ? selectSections(text, step) : text;
  return whole
    .split('\n')
    .filter((line) => isPart((MARKER.exec(line)?.[1] ?? '0.1') as Since, step))
    .join('\n');
}

/** A section goes with its heading, up to the next heading of its level or above. */
function selectSections(text: string, step: Step): string {
  let hiddenLevel: number | undefined;
  const kept = text.split('\n').filter((line) => {
    const level = /^(#+) /.exec(line)?.[1]?.length;
    if (level !== undefined && (hiddenLevel === undefined || level <= hiddenLevel)) {
      hiddenLevel = isPart(SECTIONS[line] ?? '0.1', step) ? undefined : level;
    }
    return hiddenLevel === undefined;
  });
  return kept.join('\n');
}

function selectPackage(text: string, step: Step): string {
  const content = JSON.parse(text) as Record<string, unknown>;
  const select = (group: string, since: Readonly<Record<string, Since>>): void => {
    const entries = Object.entries(content[group] as object);
    content[group] = Object.fromEntries(
      entries.filter(([name]) => isPart(since[name] ?? 'main', step)),
    );
  };
  select('scripts', SCRIPTS);
  select('dependencies', PACKAGES);
  select('devDependencies', PACKAGES);
  select('allowScripts', { ...PACKAGES, esbuild: '0.1' });
  // It is about a package that is since `main`.
  delete content.scarfSettings;
  delete content.overrides;
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
