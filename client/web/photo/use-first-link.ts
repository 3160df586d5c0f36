import { useState } from 'preact/hooks';

interface FirstLink {
  /** Undefined when no link works. */
  source: string | undefined;
  onError: () => void;
}

/**
 * The first of some links to the same picture that works. Each reading of an analysis brings a new link, and taking that
 * would load the picture again: the one that works is kept.
 * @param onBroken Called when a link does not work for the first time; a fresh one may follow.
 */
export function useFirstLink(links: readonly (string | null | undefined)[], onBroken?: () => void): FirstLink {
  const [held, hold] = useState<string>();
  const [broken, setBroken] = useState<readonly string[]>([]);
  const works = (link: string | null | undefined): link is string => Boolean(link) && !broken.includes(link ?? '');
  const source = works(held) ? held : links.find(works);
  if (source !== held) hold(source);
  const onError = () => {
    if (source === undefined) return;
    setBroken([...broken, source]);
    if (broken.length === 0) onBroken?.();
  };
  return { source, onError };
}
