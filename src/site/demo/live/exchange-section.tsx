import type { VNode } from 'preact';
import type { Scheme } from '../../../auth/scheme.ts';
import { answerLines } from '../tour/answer.ts';
import { methodOf } from '../tour/request.ts';
import { costsOf } from './costs.ts';
import type { DecodedPlace } from './decoded.ts';
import type { Exchange } from './guide.ts';
import type { Secrets } from './secrets.ts';
import { verdictsOn } from './verdicts.ts';
import type { Verdict } from './verdicts.ts';

interface ExchangeSectionProperties {
  /** Of its heading. */
  readonly id: string;
  readonly exchange: Exchange;
  readonly decoded: readonly DecodedPlace[];
  readonly secrets: Secrets;
  readonly schemes: readonly Scheme[];
}

/** One request, its answer, which scheme it was for, and what it has cost. */
export function ExchangeSection(properties: ExchangeSectionProperties): VNode {
  const { id, exchange, decoded, secrets, schemes } = properties;
  const { words, request, answer, problems } = exchange;
  const { title = `${methodOf(request)} ${request.path}` } = exchange;
  const { isGuarded, words: costs } = costsOf(answer);
  return (
    <li>
      <article aria-labelledby={id}>
        <h3 id={id}>{title}</h3>
        {words !== '' && <p>{words}</p>}
        <small>The request</small>
        <pre>
          <code>{requestLines(exchange, secrets).join('\n')}</code>
        </pre>
        <small>The answer</small>
        <pre class={answer.status < 400 ? 'good' : 'bad'}>
          <code>{answerLines(answer).map(secrets.shorten.bind(secrets)).join('\n')}</code>
        </pre>
        {decoded.length > 0 && <DecodedParts decoded={decoded} secrets={secrets} />}
        {problems.length > 0 && <p role="alert">Not as expected: {problems.join('; ')}.</p>}
        {isGuarded && <VerdictList verdicts={verdictsOn(answer, schemes)} />}
        {costs.length > 0 && <p class="costs">Cost: {costs.join('; ')}.</p>}
      </article>
    </li>
  );
}

/** As it went over the wire, with what is secret shortened. */
function requestLines({ request, answer }: Exchange, secrets: Secrets): string[] {
  const { path, form } = request;
  const fields = Object.entries(form ?? {}).map(
    ([name, value]) => `${name}=${secrets.shortenField(value)}`,
  );
  return [
    `${methodOf(request)} ${path} HTTP/1.1`,
    ...answer.sent.map(([name, value]) => `${name}: ${secrets.shorten(value)}`),
    ...(form === undefined ? [] : ['', fields.join('&')]),
  ];
}

type DecodedPartsProperties = Pick<ExchangeSectionProperties, 'decoded' | 'secrets'>;

function DecodedParts({ decoded, secrets }: DecodedPartsProperties): VNode {
  const notes = new Set(decoded.map(({ note }) => note));
  return (
    <>
      {decoded.flatMap(({ place, parts }) =>
        parts.map(({ title, text }) => (
          <>
            <small>
              {title} of {place}, decoded
            </small>
            <pre>
              <code>{secrets.shorten(text)}</code>
            </pre>
          </>
        )),
      )}
      <p>{[...notes].join(' ')}</p>
    </>
  );
}

function VerdictList({ verdicts }: { readonly verdicts: readonly Verdict[] }): VNode {
  return (
    <ul class="verdicts">
      {verdicts.map(({ scheme, isSelected, reason }) => (
        <li>
          <strong>{scheme}</strong> {isSelected ? <mark>selected</mark> : 'not selected'}: {reason}
        </li>
      ))}
    </ul>
  );
}
