import type { Request } from 'express';
import type { VNode } from 'preact';
import type { NamedCredential } from '../../../auth/named-credentials.ts';
import type { Scheme } from '../../../auth/scheme.ts';
import type { Tour } from '../guided-tour.ts';
import { Anchor } from '../../../layout/anchor.tsx';
import { Page } from '../../../layout/page.tsx';
import { ExchangeSection } from './exchange-section.tsx';
import type { Exchange } from './guide.ts';
import { Secrets } from './secrets.ts';
import { SendForm } from './send-form.tsx';

interface LivePageProperties {
  readonly request: Request;
  readonly scheme: Scheme;
  readonly tour: Tour;
  readonly schemes: readonly Scheme[];
  /** What is wrong with the password. */
  readonly problems?: readonly string[];
  readonly run?: Run;
}

/** What has happened. */
interface Run {
  /** With which it was done. */
  readonly password: string;
  readonly exchanges: readonly Exchange[];
  /** What was issued, and nothing of the scheme takes back. */
  readonly left: readonly NamedCredential[];
}

/** A scheme at work: each request and its answer, and what the server made of it. */
export function LivePage(properties: LivePageProperties): VNode {
  const { request, scheme, tour, schemes, problems = [], run } = properties;
  const title = `${problems.length > 0 ? 'Error: ' : ''}${tour.title}`;
  const form = <SendForm request={request} scheme={scheme.name} problems={problems} />;
  if (run === undefined) {
    return (
      <Page title={title}>
        <h1>{tour.title}</h1>
        <p>
          The server sends itself the requests of this scheme, those that succeed and those that
          fail, and shows them. It logs in with your password for that.
        </p>
        {form}
        <p>
          <Anchor to="/">Back to all schemes</Anchor>
        </p>
      </Page>
    );
  }
  const secrets = new Secrets(run.password, run.exchanges);
  return (
    <Page title={title}>
      <h1>{tour.title}</h1>
      <p role="status">
        {run.exchanges.length} requests were sent, just now. Secrets are shortened (…). Logins that
        were opened have been closed again; what was tried is on the page of{' '}
        <Anchor to="/account/">your account</Anchor>.
      </p>
      {run.left.map(({ name, prefix }) => (
        <p>
          What is left is the token <code>{prefix}…</code> of {name}. It works until you revoke it
          on the page of <Anchor to="/account/">your account</Anchor>.
        </p>
      ))}
      <ol class="exchanges">
        {run.exchanges.map((exchange, index) => (
          <ExchangeSection
            id={`exchange-${index + 1}`}
            exchange={exchange}
            secrets={secrets}
            schemes={schemes}
          />
        ))}
      </ol>
      <section aria-labelledby="again">
        <h2 id="again">Once more</h2>
        {form}
      </section>
      <p>
        <Anchor to="/">Back to all schemes</Anchor>
      </p>
    </Page>
  );
}
