import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../../words/use-words.ts';
import { Icon, type IconName } from '../icon/icon.tsx';
import './drop-zone.css';

const ACCEPTED = 'image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif';

/** Takes photos however they come: dropped anywhere on the page, pasted, chosen or taken. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const over = useDropped(onFiles);
  usePasted(onFiles);
  const words = useWords();
  return (
    <section class="drop-zone" data-over={over} aria-label={words.say('drop.region')}>
      <Icon name="upload" />
      <p class="drop-zone__words">
        <strong>{words.say(over ? 'drop.over' : 'drop.title')}</strong>
        <span>{words.say('drop.hint')}</span>
        <span class="drop-zone__large">{words.say('drop.large')}</span>
      </p>
      <FileButton words={words.say('drop.choose')} multiple onFiles={onFiles} />
      <FileButton words={words.say('drop.camera')} capture="environment" icon="camera" onFiles={onFiles} />
    </section>
  );
}

interface FileButtonProps {
  words: string;
  icon?: IconName;
  multiple?: boolean;
  /** Opens the camera in place of the files, on devices that have one at hand. */
  capture?: 'environment';
  onFiles: (files: File[]) => void;
}

function FileButton({ words, icon, multiple, capture, onFiles }: FileButtonProps) {
  return (
    <label class="button drop-zone__choose" data-capture={capture !== undefined}>
      {icon && <Icon name={icon} />}
      {words}
      <input
        class="visually-hidden"
        type="file"
        accept={capture ? 'image/*' : ACCEPTED}
        capture={capture}
        multiple={multiple}
        onChange={({ currentTarget }) => {
          take(currentTarget.files, onFiles);
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </label>
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
