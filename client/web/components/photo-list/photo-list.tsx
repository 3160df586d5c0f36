import { useState } from 'preact/hooks';
import type { Card } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';
import { PhotoCard, type CardActions } from '../photo-card/photo-card.tsx';
import './photo-list.css';

interface PhotoListProps extends CardActions {
  cards: readonly Card[];
  /** Key of the card whose result is shown. */
  selected: string | undefined;
  onSelect: (card: Card) => void;
  /** Reads older photos; undefined when there are none. */
  onMore: (() => Promise<void>) | undefined;
}

/** All photos, those added last on top. */
export function PhotoList({ cards, selected, onMore, ...actions }: PhotoListProps) {
  const words = useWords();
  const [reading, setReading] = useState(false);
  if (cards.length === 0) return null;
  const more = () => {
    setReading(true);
    void onMore?.().finally(() => setReading(false));
  };
  return (
    <section class="photo-list" aria-label={words.say('photos.list')}>
      <ul>
        {cards.map((card) => (
          <PhotoCard key={card.key} card={card} selected={card.key === selected} {...actions} />
        ))}
      </ul>
      {onMore && (
        <button class="button button--quiet" type="button" disabled={reading} onClick={more}>
          {words.say('action.showMore')}
        </button>
      )}
    </section>
  );
}
