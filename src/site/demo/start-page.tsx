import type { VNode } from 'preact';
import { Anchor, HomeAnchor } from '../../layout/anchor.tsx';
import { Page } from '../../layout/page.tsx';
import type { ShownScheme } from '../scheme-site.ts';

interface StartPageProperties {
  readonly shown: readonly ShownScheme[];
  /** Whether the schemes can be watched at work. */
  readonly isLive: boolean;
  readonly isLoggedIn: boolean;
}

/** All schemes side by side, in a few lines each. */
export function StartPage({ shown, isLive, isLoggedIn }: StartPageProperties): VNode {
  return (
    <Page title="Ways to authenticate">
      <h1>Ways to authenticate a request</h1>
      <p>
        All of them lead to the same resource, <HomeAnchor>/home/</HomeAnchor>. Each request uses
        one of them.
      </p>
      <div class="schemes">
        {shown.map(({ scheme: { name, credentials }, site: { lesson } }) => (
          <article aria-labelledby={name}>
            <h2 id={name}>
              <Anchor to={`/schemes/${name}/`}>{lesson.title}</Anchor>
            </h2>
            <p>{lesson.summary}</p>
            <code>{lesson.line(credentials)}</code>
            <p>
              <small>{lesson.choose}</small>
            </p>
          </article>
        ))}
      </div>
      {isLive && (
        <p>
          <Anchor to="/live/">
            {isLoggedIn ? 'See them at work' : 'Log in to see them at work'}
          </Anchor>
        </p>
      )}
    </Page>
  );
}
