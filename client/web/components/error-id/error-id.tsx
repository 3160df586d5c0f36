import { useState } from 'preact/hooks';
import { useWords } from '../../words/use-words.ts';
import './error-id.css';

/** What the service's logs call what went wrong: small, and a click copies it for whoever runs the service. */
export function ErrorId({ id }: { id: string | undefined }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  if (id === undefined) return null;
  const copy = () => {
    navigator.clipboard.writeText(id).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button
      class="error-id"
      type="button"
      title={words.say('action.copy')}
      onClick={copy}
      onBlur={() => setCopied(false)}
    >
      {words.say('problem.id')} <code>{id}</code>
      <span aria-live="polite">{copied && ` · ${words.say('action.copied')}`}</span>
    </button>
  );
}
