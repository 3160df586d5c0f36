import { useState } from 'preact/hooks';
import type { MessageKey } from '../../words/words.ts';
import { useWords } from '../../words/use-words.ts';
import { Icon, type IconName } from '../icon/icon.tsx';

interface CopyButtonProps {
  text: () => string;
  label?: MessageKey;
  icon?: IconName;
}

/** Copies a text and says so, in its own place. */
export function CopyButton({ text, label = 'action.copy', icon = 'copy' }: CopyButtonProps) {
  const words = useWords();
  const [said, say] = useState<MessageKey>(label);
  const copy = () => {
    navigator.clipboard.writeText(text()).then(
      () => say('action.copied'),
      () => say('action.notCopied'),
    );
  };
  return (
    <button class="button button--quiet" type="button" onClick={copy} onBlur={() => say(label)}>
      <Icon name={said === 'action.copied' ? 'check' : icon} />
      <span aria-live="polite">{words.say(said)}</span>
    </button>
  );
}
