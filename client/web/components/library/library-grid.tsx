import { useEffect } from 'preact/hooks';
import type { Analysis } from '../../../api/api.ts';
import { cardOf, stepWords } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import { photoPath } from '../shell/routes.ts';
import { Thumbnail } from '../thumbnail/thumbnail.tsx';
import { useGridWindow } from './use-window.ts';

interface LibraryGridProps {
  items: readonly Analysis[];
  /** The end of what has been read comes into sight. */
  onEnd: () => void;
  onBroken: (analysis: Analysis) => void;
  onRemove: (analysis: Analysis) => void;
  onRetry: (analysis: Analysis) => void;
}

const SHAPE = { narrowest: 160, caption: 60, gap: 16 };

/** However many photos there are, only those in sight are drawn. */
export function LibraryGrid({ items, onEnd, ...actions }: LibraryGridProps) {
  const words = useWords();
  const { grid, columns, width, height, total, rows } = useGridWindow({ count: items.length, ...SHAPE });
  const last = rows.at(-1)?.index ?? 0;
  const isAtEnd = (last + 3) * columns >= items.length;
  useEffect(() => {
    if (isAtEnd) onEnd();
  }, [isAtEnd, items.length]);
  return (
    <ul ref={grid} class="library-grid" style={{ height: `${total}px` }} aria-label={words.say('photos.list')}>
      {rows.flatMap(({ index, top }) =>
        items.slice(index * columns, (index + 1) * columns).map((item, column) => (
          <li
            key={item.id}
            class="library-item"
            aria-setsize={items.length}
            aria-posinset={index * columns + column + 1}
            style={{
              width: `${width}px`,
              height: `${height}px`,
              transform: `translate(${column * (width + SHAPE.gap)}px, ${top}px)`,
            }}
          >
            <Item item={item} {...actions} />
          </li>
        )),
      )}
    </ul>
  );
}

function Item({ item, onBroken, onRemove, onRetry }: { item: Analysis } & Omit<LibraryGridProps, 'items' | 'onEnd'>) {
  const words = useWords();
  const { id, fileName, status } = item;
  const card = cardOf(item);
  return (
    <>
      <a class="library-item__link" href={photoPath(id)}>
        <Thumbnail card={card} onBroken={() => onBroken(item)} />
        <span class="library-item__name">{fileName}</span>
        <span class="library-item__step" data-status={status}>
          {stepWords(card.step, words)}
        </span>
      </a>
      <span class="library-item__actions">
        {status === 'FAILED' && (
          <button class="button button--quiet" type="button" onClick={() => onRetry(item)}>
            {words.say('action.tryAgain')}
          </button>
        )}
        <button
          class="icon-button"
          type="button"
          title={words.say('action.remove')}
          aria-label={words.say('photos.remove', { fileName })}
          onClick={() => onRemove(item)}
        >
          <Icon name="trash" />
        </button>
      </span>
    </>
  );
}
