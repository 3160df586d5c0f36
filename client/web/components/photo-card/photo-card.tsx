import { isCancellable, stepWords, type Card } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';
import { ErrorId } from '../error-id/error-id.tsx';
import { Icon } from '../icon/icon.tsx';
import { Thumbnail } from '../thumbnail/thumbnail.tsx';
import './photo-card.css';

/** What can be done with a photo. */
export interface CardActions {
  onRemove: (card: Card) => void;
  onCancel: (card: Card) => void;
  onRetry: (card: Card) => void;
  /** The link to its picture has expired. */
  onBroken: (card: Card) => void;
}

interface PhotoCardProps extends CardActions {
  card: Card;
  selected: boolean;
  onSelect: (card: Card) => void;
}

/** One photo of the list: what it looks like, its name and where it is on its way. */
export function PhotoCard({ card, selected, onSelect, onRemove, onCancel, onRetry, onBroken }: PhotoCardProps) {
  const words = useWords();
  const { fileName, step } = card;
  const cancellable = isCancellable(card);
  return (
    <li class="photo-card" data-step={step.name} data-selected={selected}>
      <Thumbnail card={card} onBroken={() => onBroken(card)} />
      <div class="photo-card__words">
        <button class="photo-card__name" type="button" aria-current={selected} onClick={() => onSelect(card)}>
          {fileName}
        </button>
        <p class="photo-card__step">
          <span>{stepWords(step, words)}</span>
        </p>
        {step.name === 'uploading' && (
          <progress
            class="photo-card__progress"
            max={1}
            value={step.share}
            aria-label={words.say('photos.uploading', { fileName })}
          />
        )}
        {step.name === 'ended' && (
          <p class="photo-card__reason">
            {step.problem && words.problem(step.problem)}{' '}
            {step.retry && (
              <button class="photo-card__retry" type="button" onClick={() => onRetry(card)}>
                {words.say('action.tryAgain')}
              </button>
            )}
            <ErrorId id={step.problem?.correlationId} />
          </p>
        )}
      </div>
      <button
        class="icon-button photo-card__remove"
        type="button"
        title={words.say(cancellable ? 'action.cancel' : 'action.remove')}
        aria-label={words.say(cancellable ? 'photos.cancel' : 'photos.remove', { fileName })}
        onClick={() => (cancellable ? onCancel(card) : onRemove(card))}
      >
        <Icon name={cancellable ? 'close' : 'trash'} />
      </button>
    </li>
  );
}
