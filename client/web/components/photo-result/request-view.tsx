import { AnalysisDocument } from '../../../../schema/generated/operations.ts';
import { useWords } from '../../words/use-words.ts';
import { CodeView } from '../code-view/code-view.tsx';

interface RequestViewProps {
  id: string;
  graphqlUrl: string;
}

/** How programs ask for the analysis. */
export function RequestView({ id, graphqlUrl }: RequestViewProps) {
  const words = useWords();
  const query = readable(AnalysisDocument.toString());
  return (
    <>
      <p class="photo-result__hint">{words.say('result.requestHint')}</p>
      <CodeView
        title={words.say('result.curl')}
        code={curl(graphqlUrl, { query: oneLine(query), variables: { id } })}
      />
      <CodeView title={words.say('result.graphql')} code={`${query}\n\n# ${JSON.stringify({ id })}`} />
    </>
  );
}

/** The generated text indents its fragments by where they stand in the generated file. */
function readable(document: string): string {
  return document.trim().replaceAll(/\n\s*fragment/g, '\n\nfragment');
}

function curl(url: string, body: object): string {
  return [
    `curl ${quoted(url)}`,
    '--header "authorization: $TOKEN"',
    `--header ${quoted('content-type: application/json')}`,
    `--data ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Whitespace means nothing in a document without strings. */
function oneLine(document: string): string {
  return document.replaceAll(/\s+/g, ' ');
}
