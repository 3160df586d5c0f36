import type { Analysis } from '../../../api/api.ts';
import { useWords } from '../../words/use-words.ts';
import { CodeView } from '../code-view/code-view.tsx';

/** The analysis as programs see it. */
export function JsonView({ analysis }: { analysis: Analysis }) {
  const words = useWords();
  return (
    <CodeView
      title={words.say('result.json')}
      hint={words.say('result.jsonHint')}
      code={JSON.stringify(analysis, null, 2)}
    />
  );
}
