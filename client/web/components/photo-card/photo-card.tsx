import { stepWords, type Card } from '../../session/cards.ts';
import { Icon } from '../icon/icon.tsx';
import { Thumbnail } from '../thumbnail/thumbnail.tsx';
import './photo-card.css';

interface PhotoCardProps {
  card: Card;
  selected: boolean;
  onSelect: (key: string) => void;
  onRemove: (card: Card) => void;
  onRetry: (card: Card) => void;
  /** The link to its picture has expired. */
  onBroken: (card: Card) => void;
}

/** One photo of the list: what it looks like, its name and where it is on its way. */
export function PhotoCard({ card, selected, onSelect, onRemove, onRetry, onBroken }: PhotoCardProps) {
  const { key, fileName, step } = card;
  return (
    <li class="photo-card" data-step={step.name} data-selected={selected}>
      <Thumbnail card={card} onBroken={() => onBroken(card)} />
      <div class="photo-card__words">
        <button class="photo-card__name" type="button" aria-current={selected} onClick={() => onSelect(key)}>
          {fileName}
        </button>
        <p class="photo-card__step">
          <span>{stepWords(step)}</span>
        </p>
        {step.name === 'uploading' && (
          <progress class="photo-card__progress" max={1} value={step.share} aria-label={`Uploading ${fileName}`} />
        )}
        {step.name === 'ended' && (
          <p class="photo-card__reason">
            {step.words}{' '}
            {step.retry && (
              <button class="photo-card__retry" type="button" onClick={() => onRetry(card)}>
                Try again
              </button>
            )}
          </p>
        )}
      </div>
      <button
        class="icon-button photo-card__remove"
        type="button"
        title="Remove"
        aria-label={`Remove ${fileName}`}
        onClick={() => onRemove(card)}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}
