import type { Request } from 'express';
import type { VNode } from 'preact';
import type { ShownScheme } from '../scheme-site.ts';
import { SendForm } from './live/send-form.tsx';
import { curlCommand } from './tour/command.ts';
import { Anchor, HomeAnchor } from '../../layout/anchor.tsx';
import { Page, Script } from '../../layout/page.tsx';

interface StartPageProperties {
  readonly request: Request;
  /** What the server is called by whoever asks, such as `http://127.0.0.1:8000`. */
  readonly address: string;
  readonly shown: readonly ShownScheme[];
  /** Whether the schemes can be watched at work. */
  readonly isLive: boolean;
}

/** All schemes side by side. */
export function StartPage({ request, address, shown, isLive }: StartPageProperties): VNode {
  return (
    <Page title="Ways to authenticate">
      <Script file="copy.js" />
      <h1>Ways to authenticate a request</h1>
      <p>
        One resource, <HomeAnchor>/home/</HomeAnchor>, and the doors in front of it. Each request
        goes through one of them, or through none.
      </p>
      <div class="schemes">
        {shown.map((each) => (
          <LessonArticle request={request} address={address} shown={each} isLive={isLive} />
        ))}
      </div>
    </Page>
  );
}

interface LessonArticleProperties extends Omit<StartPageProperties, 'shown'> {
  readonly shown: ShownScheme;
}

/** What each part of a lesson is called. */
const PARTS = [
  ['wire', 'Over the wire'],
  ['work', 'What the server does'],
  ['lives', 'Where it lives'],
  ['leaks', 'How it leaks'],
  ['ends', 'How it ends'],
  ['choose', 'When to choose it'],
] as const;

function LessonArticle({ request, address, shown, isLive }: LessonArticleProperties): VNode {
  const { scheme, site } = shown;
  const { name, lesson } = site;
  const { title, commands, line } = lesson;
  const { user } = request;
  return (
    <article aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      {commands(user?.username ?? 'root', scheme.credentials).map((command) => (
        <div class="command">
          <pre>
            <code>{curlCommand(address, command)}</code>
          </pre>
        </div>
      ))}
      <dl>
        {PARTS.map(([part, heading]) => (
          <div>
            <dt>{heading}</dt>
            <dd>
              {lesson[part]}
              {part === 'wire' && <code>{line(scheme.credentials)}</code>}
            </dd>
          </div>
        ))}
      </dl>
      {isLive && user !== undefined && <SendForm request={request} scheme={name} />}
      {isLive && user === undefined && (
        <p>
          <Anchor to={`/live/${name}/`}>{`Log in to watch ${title} at work`}</Anchor>
        </p>
      )}
    </article>
  );
}
