import { useState } from 'preact/hooks';
import type { Card } from '../../session/cards.ts';
import { PhotoCard } from '../photo-card/photo-card.tsx';
import './photo-list.css';

interface PhotoListProps {
  cards: readonly Card[];
  /** Key of the card whose result is shown. */
  selected: string | undefined;
  onSelect: (key: string) => void;
  onRemove: (card: Card) => void;
  onRetry: (card: Card) => void;
  /** A card's link to its picture has expired. */
  onBroken: (card: Card) => void;
  /** Reads older photos; undefined when there are none. */
  onMore: (() => Promise<void>) | undefined;
}

/** All photos, those added last on top. */
export function PhotoList({ cards, selected, onSelect, onRemove, onRetry, onBroken, onMore }: PhotoListProps) {
  const [reading, setReading] = useState(false);
  if (cards.length === 0) return null;
  const more = () => {
    setReading(true);
    void onMore?.().finally(() => setReading(false));
  };
  return (
    <section class="photo-list" aria-label="Photos">
      <ul>
        {cards.map((card) => (
          <PhotoCard
            key={card.key}
            card={card}
            selected={card.key === selected}
            onSelect={onSelect}
            onRemove={onRemove}
            onRetry={onRetry}
            onBroken={onBroken}
          />
        ))}
      </ul>
      {onMore && (
        <button class="button button--quiet" type="button" disabled={reading} onClick={more}>
          Show more
        </button>
      )}
    </section>
  );
}
