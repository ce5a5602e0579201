import type { RequestHandler } from 'express';
import type { VNode } from 'preact';
import type { Scheme } from '../auth/scheme.ts';
import { prefersHtml } from '../http/negotiation.ts';
import { AnchorLine } from '../layout/anchor.tsx';
import { Page, sendPage } from '../layout/page.tsx';

/** `GET /home/` for a browser; every other request goes on to the resource itself. */
export function homePage(schemes: readonly Scheme[]): RequestHandler {
  return (request, response, next) => {
    const { user } = request;
    const isShown = request.method === 'GET' || request.method === 'HEAD';
    if (user === undefined || !isShown || !prefersHtml(request)) {
      next();
      return;
    }
    const scheme = schemes.find(({ name }) => name === request.scheme);
    sendPage(response, 200, HomePage({ username: user.username, scheme }));
  };
}

interface HomePageProperties {
  readonly username: string;
  readonly scheme: Scheme | undefined;
}

function HomePage({ username, scheme }: HomePageProperties): VNode {
  return (
    <Page title="Home">
      <h1>Hello, world!</h1>
      <p>
        You are <strong>{username}</strong>, authenticated by <strong>{scheme?.name}</strong>.
      </p>
      <AnchorLine to="/account/">Your account</AnchorLine>
      {scheme?.logoutPath !== undefined && <AnchorLine to={scheme.logoutPath}>Log out</AnchorLine>}
    </Page>
  );
}
