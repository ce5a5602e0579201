import type { VNode } from 'preact';
import type { Clock } from '../../../clock.ts';
import { HttpError } from '../../../http/errors.ts';
import { redirect } from '../../../http/answer.ts';
import { endpoint } from '../../../http/endpoint.ts';
import { pathId } from '../../../http/path-id.ts';
import { Anchor } from '../../../layout/anchor.tsx';
import { Confirmation } from '../../../layout/confirmation.tsx';
import { COPY_HEADERS, sendPage } from '../../../layout/page.tsx';
import { submitForm } from '../../../layout/submit-form.ts';
import { Time } from '../../../layout/time.tsx';
import type { AccountSection } from '../../../site/account/account-section.ts';
import type { NamedCredential } from '../../named-credentials.ts';
import { canCreate } from '../personal-access-tokens.ts';
import type { PersonalAccessTokens } from '../personal-access-tokens.ts';
import { NewTokenPage, TokenMadePage } from './new-token-page.tsx';

/** The tokens that users make, name and take back themselves, as pages. */
export function tokenSection(tokens: PersonalAccessTokens, clock: Clock): AccountSection {
  return {
    async show(request) {
      const list = await tokens.list(request);
      return <TokenSection tokens={list} now={clock()} canCreate={canCreate(request)} />;
    },

    pages: {
      '/account/tokens/new': endpoint({
        GET(request, response) {
          sendPage(response, 200, NewTokenPage({ request, now: clock() }));
        },

        async POST(request, response) {
          await submitForm(
            response,
            async () => {
              const { key, token } = await tokens.create(request);
              const page = TokenMadePage({ key, name: token.name });
              sendPage(response, 201, page, COPY_HEADERS);
            },
            (problems) => NewTokenPage({ request, now: clock(), problems }),
          );
        },
      }),

      '/account/tokens/:id/revoke': endpoint({
        async GET(request, response) {
          const token = (await tokens.list(request)).find(({ id }) => id === pathId(request));
          if (token === undefined) throw new HttpError(404, 'Not found.');
          const page = (
            <Confirmation
              request={request}
              question="Revoke this token?"
              action={`/account/tokens/${token.id}/revoke/`}
              button="Revoke it"
              back="Leave it as it is"
              backTo="/account/"
            >
              <p>
                <TokenEntry token={token} now={clock()} />
              </p>
              <p>Whatever uses it stops working at once. It cannot be brought back.</p>
            </Confirmation>
          );
          sendPage(response, 200, page);
        },

        async POST(request, response) {
          await tokens.revoke(request);
          redirect(response, '/account/');
        },
      }),
    },
  };
}

interface TokenSectionProperties {
  readonly tokens: readonly NamedCredential[];
  readonly now: number;
  readonly canCreate: boolean;
}

function TokenSection(properties: TokenSectionProperties): VNode {
  const { tokens, now } = properties;
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      {tokens.length === 0 ? (
        <p>None. A token lets a program of yours in without your password.</p>
      ) : (
        <ul>
          {tokens.map((token) => (
            <li>
              <TokenEntry token={token} now={now} />{' '}
              <Anchor
                to={`/account/tokens/${token.id}/revoke/`}
                aria-label={`Revoke ${token.name}`}
              >
                Revoke
              </Anchor>
            </li>
          ))}
        </ul>
      )}
      {properties.canCreate && (
        <p>
          <Anchor to="/account/tokens/new/">Make a token</Anchor>
        </p>
      )}
    </section>
  );
}

/** What its owner knows a token by. */
function TokenEntry({ token, now }: { token: NamedCredential; now: number }): VNode {
  const { name, prefix, scope, lastUsedAt, expiresAt } = token;
  return (
    <>
      <strong>{name}</strong> <code>{prefix}…</code>
      <small>
        {scope !== null && <>limited to {scope}, </>}
        {lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            last used <Time at={lastUsedAt} now={now} />
          </>
        )}
        ,{' '}
        {expiresAt === null ? (
          'never expires'
        ) : (
          <>
            expires <Time at={expiresAt} now={now} />
          </>
        )}
      </small>
    </>
  );
}
