import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { empty, problem } from '../../../src/site/reference/parts.ts';
import { METHODS } from '../../../src/site/reference/types.ts';
import type {
  Content,
  Paths,
  Response as Documented,
  Schema,
} from '../../../src/site/reference/types.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** What makes a server give an answer. */
export interface Example {
  /** What stands for `{id}`. */
  readonly id?: string;
  /** What stands for other names in the path. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** With the `?` before it. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: URLSearchParams | string;
  /** Whether it takes some of the same. */
  readonly isRepeated?: boolean;
}

/** `METHOD path status` → how to get that answer. */
export type Examples = Readonly<Record<string, (server: TestServer) => Example | Promise<Example>>>;

/** An operation and what it may answer. */
export interface DocumentedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: string;
  readonly answer: Documented;
  readonly request: Content | undefined;
  readonly isPublic: boolean;
}

/** Everything that is documented to be answered. */
export function documentedAnswers(paths: Paths): DocumentedAnswer[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return Object.entries(operation?.responses ?? {}).map(([status, answer]) => ({
        method: method.toUpperCase(),
        path,
        status,
        answer,
        request: operation?.requestBody?.content,
        isPublic: operation?.security?.length === 0,
      }));
    }),
  );
}

/** Tests that each documented answer is given as documented; one without an example fails. */
export function describeAnswers(paths: Paths, examples: Examples): void {
  describe('answers as documented', () => {
    it.each(documentedAnswers(paths).map((one) => [titleOf(one), one] as const))(
      '%s',
      async (title, documented) => {
        const server = await startServer();
        const example = await examples[title]?.(server);
        expect(example, 'an example').toBeDefined();
        checkRequest(documented, example ?? {});
        const answer = await ask(server, documented, example ?? {});
        expect(answer.status).toBe(Number(documented.status));
        await checkAnswer(answer, documented.answer);
      },
    );

    it('and there is no example of anything else', () => {
      const titles = documentedAnswers(paths).map(titleOf);
      expect(Object.keys(examples).filter((title) => !titles.includes(title))).toEqual([]);
    });
  });
}

/** Tests the same of pages, which are not documented: their statuses, and what comes with each. */
export function describePages(examples: Examples): void {
  it.each(Object.entries(examples))('%s', async (title, example) => {
    const [method = '', path = '', status = ''] = title.split(' ');
    const server = await startServer();
    const answer = await ask(server, { method, path }, await example(server));
    expect(answer.status).toBe(Number(status));
    await checkAnswer(answer, PAGE_ANSWERS[status] ?? problem(''));
  });
}

const PAGE: Documented = {
  description: 'a page',
  content: { 'text/html': { schema: { type: 'string' } } },
};

/** Status → what it comes with; any other with a problem in JSON. */
const PAGE_ANSWERS: Readonly<Record<string, Documented>> = {
  200: PAGE,
  201: PAGE,
  302: empty('elsewhere'),
  400: PAGE,
  429: PAGE,
};

function titleOf({ method, path, status }: DocumentedAnswer): string {
  return `${method} ${path} ${status}`;
}

/** What is accepted is documented to be. */
function checkRequest({ status, request }: DocumentedAnswer, { body }: Example): void {
  if (!(body instanceof URLSearchParams) || Number(status) >= 400) return;
  const content = request?.['application/x-www-form-urlencoded'];
  expect(problemsOf(content?.schema ?? {}, Object.fromEntries(body))).toEqual([]);
}

async function ask(
  { origin }: TestServer,
  { method, path }: Pick<DocumentedAnswer, 'method' | 'path'>,
  { id = '', parameters = {}, query = '', headers = {}, body, isRepeated = false }: Example,
): Promise<Response> {
  const init = {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  } as const;
  const values: Readonly<Record<string, string>> = { id, ...parameters };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const send = (): Promise<Response> => fetch(`${origin}${address}${query}`, init);
  let answer = await send();
  for (let time = 0; isRepeated && time < 10; time += 1) answer = await send();
  return answer;
}

/** Compares an answer with what is documented of it. */
export async function checkAnswer(answer: Response, documented: Documented): Promise<void> {
  const text = await answer.text();
  for (const name of Object.keys(documented.headers ?? {})) {
    expect(answer.headers.get(name), name).not.toBeNull();
  }
  if (documented.content === undefined) {
    expect(text).toBe('');
    return;
  }
  const [mediaType = ''] = (answer.headers.get('content-type') ?? '').split(';', 1);
  expect(Object.keys(documented.content)).toContain(mediaType);
  const schema = documented.content[mediaType]?.schema ?? {};
  const data: unknown = mediaType === 'application/json' ? JSON.parse(text) : text;
  expect(problemsOf(schema, data)).toEqual([]);
}

function problemsOf(schema: Schema, data: unknown): string[] {
  const result = z.fromJSONSchema(schema).safeParse(data);
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}
