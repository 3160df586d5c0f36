import { useEffect, useRef, useState } from 'preact/hooks';
import { maxBlockReasonLength } from '../../../../schema/limits.ts';
import { useWords } from '../../words/use-words.ts';

interface BlockDialogProps {
  name: string;
  onBlock: (reason: string) => void;
  onClose: () => void;
}

/** Asks why somebody is to be blocked. */
export function BlockDialog({ name, onBlock, onClose }: BlockDialogProps) {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="block-dialog" aria-labelledby="block-dialog-title" onClose={onClose}>
      <h2 id="block-dialog-title">{words.say('admin.blockPerson', { name })}</h2>
      <p>{words.say('admin.blockHint')}</p>
      <label class="field">
        {words.say('admin.reason')}
        <textarea
          rows={3}
          maxLength={maxBlockReasonLength}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      <div class="block-dialog__actions">
        <button class="button button--quiet" type="button" onClick={() => dialog.current?.close()}>
          {words.say('action.cancel')}
        </button>
        <button
          class="button"
          type="button"
          onClick={() => {
            onBlock(reason);
            dialog.current?.close();
          }}
        >
          {words.say('admin.block')}
        </button>
      </div>
    </dialog>
  );
}
