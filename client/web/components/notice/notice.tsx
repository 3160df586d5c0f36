import type { ComponentChildren } from 'preact';
import { ErrorId } from '../error-id/error-id.tsx';
import { Icon, type IconName } from '../icon/icon.tsx';
import './notice.css';

type Kind = 'bad' | 'warn' | 'note';

interface NoticeProps {
  kind: Kind;
  /** The way out. */
  action?: { words: string; act: () => void } | undefined;
  /** What the service's logs call it. */
  id?: string | undefined;
  children: ComponentChildren;
}

const ICONS: Readonly<Record<Kind, IconName>> = { bad: 'alert', warn: 'cloud', note: 'info' };

/** Something that is not as it should be, or not as expected, and what can be done about it. */
export function Notice({ kind, action, id, children }: NoticeProps) {
  return (
    <div class="notice" data-kind={kind} role={kind === 'bad' ? 'alert' : kind === 'warn' ? 'status' : undefined}>
      <Icon name={ICONS[kind]} />
      <p>
        {children}
        <ErrorId id={id} />
      </p>
      {action && (
        <button class="button button--quiet" type="button" onClick={action.act}>
          {action.words}
        </button>
      )}
    </div>
  );
}
