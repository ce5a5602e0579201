import type { VNode } from 'preact';
import type { Clock } from '../../../clock.ts';
import { AnchorLine } from '../../../layout/anchor.tsx';
import { CurrentPassword, Field, Problems } from '../../../layout/field.tsx';
import { formPage } from '../../../layout/form-page.ts';
import { COPY_HEADERS, Page, Script, sendPage } from '../../../layout/page.tsx';
import { PageWithForm } from '../../../layout/page-with-form.tsx';
import type { NewCredentialPage } from '../../../site/scheme-site.ts';
import { canCreate, LONGEST_NAME, LONGEST_SCOPE } from '../personal-access-tokens.ts';
import type { PersonalAccessTokens } from '../personal-access-tokens.ts';

const PATH = '/account/tokens/new/';
const TITLE = 'Create a token';
const DAY = 86_400_000;

/** What there is to choose from, the shortest first: words → days. */
const LIFETIMES = { 'in 7 days': 7, 'in 30 days': 30, 'in 90 days': 90, 'in one year': 365 };

/** The one that is chosen unless another is, in days. */
const USUAL_LIFETIME = 90;

/** Where users create personal access tokens. */
export function newTokenPage(
  tokens: PersonalAccessTokens,
  clock: Clock,
  headerType: string,
): NewCredentialPage {
  return {
    path: PATH,
    label: TITLE,
    isOffered: canCreate,
    page: formPage({
      find: () => clock(),

      show: ({ request, subject: now, problems, typed }) => (
        <PageWithForm
          request={request}
          problems={problems}
          title={TITLE}
          action={PATH}
          button={TITLE}
          back="Back to your account"
          backTo="/account/"
          fields={
            <>
              <Field
                label="Name, such as that of the program"
                name="name"
                autocomplete="off"
                value={typed.name}
                maxLength={LONGEST_NAME}
                problems={problems?.name}
              />
              <Field
                label="Scopes, such as read; leave empty for no limit"
                name="scope"
                autocomplete="off"
                value={typed.scope}
                isOptional
                maxLength={LONGEST_SCOPE}
                problems={problems?.scope}
              />
              <Problems problems={problems?.expires} />
              <label>
                Expires
                <select name="expires">
                  {Object.entries(LIFETIMES).map(([words, days]) => (
                    <option
                      value={new Date(now + days * DAY).toISOString()}
                      selected={days === chosenDays(typed.expires, now)}
                    >
                      {words}
                    </option>
                  ))}
                  <option value="" selected={typed.expires === ''}>
                    never
                  </option>
                </select>
              </label>
              <CurrentPassword label="Your password" problems={problems} />
            </>
          }
        >
          <p>A program that has it acts as you, until it expires or you revoke it.</p>
        </PageWithForm>
      ),

      submit: (request) => tokens.create(request),

      then: (response, { key, token }) => {
        sendPage(
          response,
          201,
          TokenCreatedPage({ key, name: token.name, headerType }),
          COPY_HEADERS,
        );
      },
    }),
  };
}

/** Which lifetime a form was sent with, a while ago; undefined for none of them. */
function chosenDays(expires: string | undefined, now: number): number | undefined {
  if (expires === undefined) return USUAL_LIFETIME;
  const daysLeft = (Date.parse(expires) - now) / DAY;
  return Object.values(LIFETIMES).find((days) => daysLeft <= days);
}

interface TokenCreatedPageProperties {
  readonly key: string;
  readonly name: string;
  /** The word that it goes by. */
  readonly headerType: string;
}

/** The only page that ever shows the key. It answers the form itself, so that no URL has it. */
function TokenCreatedPage({ key, name, headerType }: TokenCreatedPageProperties): VNode {
  return (
    <Page title="Token created">
      <h1>Token created</h1>
      <p role="status">
        Copy <strong>{name}</strong> now: it is not shown again.
      </p>
      <Script file="copy.js" />
      <div class="command">
        <pre>
          <code>{key}</code>
        </pre>
      </div>
      <p>
        A program sends it with each request, as <code>Authorization: {headerType} …</code>
      </p>
      <AnchorLine to="/account/">Back to your account</AnchorLine>
    </Page>
  );
}
