import type { ComponentChildren } from 'preact';
import { Icon } from '../icon/icon.tsx';
import './notice.css';

interface NoticeProps {
  kind: 'bad' | 'warn';
  /** The way out. */
  action?: { words: string; act: () => void } | undefined;
  children: ComponentChildren;
}

/** Something that is not as it should be, and what can be done about it. */
export function Notice({ kind, action, children }: NoticeProps) {
  return (
    <div class="notice" data-kind={kind} role={kind === 'bad' ? 'alert' : 'status'}>
      <Icon name={kind === 'bad' ? 'alert' : 'cloud'} />
      <p>{children}</p>
      {action && (
        <button class="button button--quiet" type="button" onClick={action.act}>
          {action.words}
        </button>
      )}
    </div>
  );
}
