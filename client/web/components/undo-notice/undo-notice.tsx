import { useEffect, useState } from 'preact/hooks';
import type { Removal } from '../../session/state.ts';
import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import './undo-notice.css';

interface UndoNoticeProps {
  removals: readonly Removal[];
  onUndo: () => void;
  /** The time to think is over. */
  onDelete: () => void;
}

const THINKING_MS = 8000;

/** Offers to take a deletion back, for a while; as long as somebody is at it, time stands still. */
export function UndoNotice({ removals, onUndo, onDelete }: UndoNoticeProps) {
  const words = useWords();
  const [held, hold] = useState(false);
  const last = removals.at(-1)?.id;
  useEffect(() => {
    if (last === undefined || held) return undefined;
    const timer = setTimeout(onDelete, THINKING_MS);
    return () => clearTimeout(timer);
    // Each further removal begins the time anew; what is called does not.
  }, [last, held]);
  useEffect(() => {
    if (last === undefined) return undefined;
    window.addEventListener('pagehide', onDelete);
    return () => window.removeEventListener('pagehide', onDelete);
  }, [last]);
  return (
    <div class="undo-notice" role="status">
      {last !== undefined && (
        <div
          class="undo-notice__words"
          onPointerEnter={() => hold(true)}
          onPointerLeave={() => hold(false)}
          onFocusIn={() => hold(true)}
          onFocusOut={() => hold(false)}
        >
          <p>{words.say('photos.removed', { count: removals.length, fileName: removals.at(-1)?.fileName ?? '' })}</p>
          <button
            class="undo-notice__undo"
            type="button"
            onClick={() => {
              hold(false);
              onUndo();
            }}
          >
            {words.say('action.undo')}
          </button>
          <button
            class="icon-button"
            type="button"
            aria-label={words.say('action.close')}
            onClick={() => {
              hold(false);
              onDelete();
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
