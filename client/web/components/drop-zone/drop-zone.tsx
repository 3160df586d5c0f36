import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../icon/icon.tsx';
import './drop-zone.css';

/** Takes photos however they come: dropped anywhere on the page, pasted or chosen. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const over = useDropped(onFiles);
  usePasted(onFiles);
  return (
    <section class="drop-zone" data-over={over} aria-label="Add photos">
      <Icon name="upload" />
      <p class="drop-zone__words">
        <strong>{over ? 'Let go to add them' : 'Drop or paste photos'}</strong>
        <span>JPEG and PNG, up to 15 MB each</span>
      </p>
      <label class="button drop-zone__choose">
        Choose photos
        <input
          class="visually-hidden"
          type="file"
          accept="image/jpeg,image/png"
          multiple
          onChange={({ currentTarget }) => {
            take(currentTarget.files, onFiles);
            // So that the same file can be chosen again.
            currentTarget.value = '';
          }}
        />
      </label>
    </section>
  );
}

function take(files: FileList | null | undefined, onFiles: (files: File[]) => void): void {
  if (files && files.length > 0) onFiles([...files]);
}

/** Whether files are being dragged over the page. */
function useDropped(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files, onFiles);
    };
    return listenToWindow({ dragenter: drag, dragover: drag, dragleave: leave, drop });
  }, [onFiles]);
  return over;
}

function usePasted(onFiles: (files: File[]) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => take(event.clipboardData?.files, onFiles);
    return listenToWindow({ paste });
  }, [onFiles]);
}

type Listeners = { [Name in keyof WindowEventMap]?: (event: WindowEventMap[Name]) => void };

function listenToWindow(listeners: Listeners): () => void {
  const stop = new AbortController();
  for (const [name, listener] of Object.entries(listeners)) {
    window.addEventListener(name, listener as EventListener, { signal: stop.signal });
  }
  return () => stop.abort();
}
