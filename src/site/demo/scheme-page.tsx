import type { VNode } from 'preact';
import { AnchorLine } from '../../layout/anchor.tsx';
import { Page, Script } from '../../layout/page.tsx';
import type { ShownScheme } from '../scheme-site.ts';
import { curlCommand } from './tour/command.ts';

interface SchemePageProperties {
  readonly shown: ShownScheme;
  /** What the client calls the server, such as `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Who the commands are for. */
  readonly username: string;
  /** Whether the scheme can be watched at work. */
  readonly isLive: boolean;
}

/** What each part of a lesson is called. */
const PARTS = [
  ['wire', 'What is sent'],
  ['work', 'What the server does'],
  ['lives', 'Where it is kept'],
  ['leaks', 'How it leaks'],
  ['ends', 'How it ends'],
  ['choose', 'When to choose it'],
] as const;

/** All that there is to know of a scheme; the page needs a script for its buttons. */
export function SchemePage(properties: SchemePageProperties): VNode {
  const { shown, address, username, isLive } = properties;
  const { name, credentials } = shown.scheme;
  const { lesson } = shown.site;
  return (
    <Page title={lesson.title}>
      <Script file="copy.js" />
      <h1>{lesson.title}</h1>
      <p>{lesson.summary}</p>
      {lesson.commands(username, credentials).map((command) => (
        <div class="command">
          <pre>
            <code>{curlCommand(address, command)}</code>
          </pre>
        </div>
      ))}
      <dl class="lesson">
        {PARTS.map(([part, heading]) => (
          <div>
            <dt>{heading}</dt>
            <dd>
              {lesson[part]}
              {part === 'wire' && <code>{lesson.line(credentials)}</code>}
            </dd>
          </div>
        ))}
      </dl>
      {isLive && <AnchorLine to={`/live/${name}/`}>See it at work</AnchorLine>}
      <AnchorLine to="/">Back to all schemes</AnchorLine>
    </Page>
  );
}
