import { imageAttributes } from '../../photo/image-attributes.ts';
import { useFirstLink } from '../../photo/use-first-link.ts';
import type { Card } from '../../session/cards.ts';
import { Icon } from '../icon/icon.tsx';
import './thumbnail.css';

interface ThumbnailProps {
  card: Card;
  /** The link has expired. */
  onBroken: () => void;
}

/** A small picture of a photo; an icon where there is none that can be shown. */
export function Thumbnail({ card: { sending, analysis }, onBroken }: ThumbnailProps) {
  const { source, onError } = useFirstLink([sending?.preview, analysis?.thumbnailUrl, analysis?.imageUrl], onBroken);
  return (
    <span class="thumbnail">
      {source === undefined ? (
        <Icon name="photo" />
      ) : (
        <img {...imageAttributes(source, analysis)} alt="" loading="lazy" onError={onError} />
      )}
    </span>
  );
}
