import type { Request } from 'express';
import type { VNode } from 'preact';
import type { NamedCredential } from '../../../auth/named-credentials.ts';
import type { Scheme } from '../../../auth/scheme.ts';
import { Anchor, AnchorLine } from '../../../layout/anchor.tsx';
import { Field, OwnUsername } from '../../../layout/field.tsx';
import type { FormProblems } from '../../../layout/form-page.ts';
import { Page } from '../../../layout/page.tsx';
import { PageWithForm } from '../../../layout/page-with-form.tsx';
import type { SchemeSite, ShownScheme } from '../../scheme-site.ts';
import { decodeFirst } from './decoded.ts';
import { ExchangeSection } from './exchange-section.tsx';
import type { Exchange } from './guide.ts';
import { Secrets } from './secrets.ts';

interface PasswordPageProperties {
  readonly request: Request;
  readonly shown: readonly ShownScheme[];
  readonly path: string;
  readonly problems?: FormProblems | undefined;
}

/** Asks for what the tours log in with. */
export function PasswordPage({ request, shown, path, problems }: PasswordPageProperties): VNode {
  return (
    <PageWithForm
      request={request}
      problems={problems}
      title={titleOf(shown.map(({ site }) => site))}
      action={path}
      button="Send the requests"
      back="Back to all schemes"
      backTo="/"
      fields={
        <>
          <OwnUsername username={request.user?.username} />
          <Field
            label="Your password"
            name="password"
            autocomplete="current-password"
            problems={problems?.password}
          />
        </>
      }
    >
      <p>
        The server sends itself requests, some that succeed and some that fail, and shows each with
        its answer. It needs your password to log in.
      </p>
    </PageWithForm>
  );
}

/** What has happened by one scheme. */
export interface Run {
  readonly site: SchemeSite;
  readonly exchanges: readonly Exchange[];
  /** What was issued, and nothing of the scheme takes back. */
  readonly left: readonly NamedCredential[];
}

interface LivePageProperties {
  /** With which it was done. */
  readonly password: string;
  readonly runs: readonly Run[];
  readonly schemes: readonly Scheme[];
  readonly path: string;
}

/** Schemes at work: each request and its answer, and what the server made of it. */
export function LivePage({ password, runs, schemes, path }: LivePageProperties): VNode {
  const exchanges = runs.flatMap((run) => run.exchanges);
  const title = titleOf(runs.map(({ site }) => site));
  return (
    <Page title={title}>
      <h1>{title}</h1>
      <p role="status">
        {exchanges.length} requests were sent. Secrets are shortened (…), and the logins have been
        ended again. Your <Anchor to="/account/">account page</Anchor> lists what happened.
      </p>
      {runs.length > 1 && (
        <ul class="contents">
          {runs.map(({ site: { name, lesson } }) => (
            <li>
              <Anchor to={`#${name}`}>{lesson.title}</Anchor>
            </li>
          ))}
        </ul>
      )}
      {runs.map((run) => (
        <RunSection run={run} secrets={new Secrets(password, exchanges)} schemes={schemes} />
      ))}
      <AnchorLine to={path}>Send them again</AnchorLine>
      <AnchorLine to="/">Back to all schemes</AnchorLine>
    </Page>
  );
}

interface RunSectionProperties extends Pick<LivePageProperties, 'schemes'> {
  readonly run: Run;
  readonly secrets: Secrets;
}

function RunSection({ run, secrets, schemes }: RunSectionProperties): VNode {
  const { site, exchanges, left } = run;
  const decoded = decodeFirst(exchanges, site.decode);
  return (
    <section aria-labelledby={site.name}>
      <h2 id={site.name}>{site.tour.title}</h2>
      <ol class="exchanges">
        {exchanges.map((exchange, index) => (
          <ExchangeSection
            id={`${site.name}-${index + 1}`}
            exchange={exchange}
            decoded={decoded[index] ?? []}
            secrets={secrets}
            schemes={schemes}
          />
        ))}
      </ol>
      {left.map(({ name, prefix }) => (
        <p>
          The token <code>{prefix}…</code> of {name} still works. You can revoke it on your{' '}
          <Anchor to="/account/">account page</Anchor>.
        </p>
      ))}
    </section>
  );
}

function titleOf(sites: readonly SchemeSite[]): string {
  const [only] = sites;
  return only !== undefined && sites.length === 1
    ? `${only.lesson.title} at work`
    : 'All schemes at work';
}
