import { useState } from 'preact/hooks';
import { percent, type Place } from '../../labels/label-view.ts';
import { imageAttributes } from '../../photo/image-attributes.ts';
import { useFirstLink } from '../../photo/use-first-link.ts';
import type { Card } from '../../session/cards.ts';
import { Icon } from '../icon/icon.tsx';
import './photo-stage.css';

interface PhotoStageProps {
  card: Card;
  /** The largest first: the last one lies on top. */
  places: readonly Place[];
  /** Keys of the places that are lit. */
  lit: ReadonlySet<string>;
  onPoint: (place: Place | undefined) => void;
  onPick: (place: Place) => void;
  onBroken: () => void;
}

/** More names than this would cover the photo. */
const MOST_NAMES = 8;

/** The photo with a box over each place where something was found; until it is there, its thumbnail. */
export function PhotoStage({ card, places, lit, onPoint, onPick, onBroken }: PhotoStageProps) {
  const { fileName, sending, analysis } = card;
  const { source, onError } = useFirstLink([sending?.preview, analysis?.imageUrl], onBroken);
  const small = useFirstLink([analysis?.thumbnailUrl]);
  const [loaded, setLoaded] = useState<{ source: string | undefined; ratio: number }>();
  const ratio = analysis?.width && analysis.height ? analysis.width / analysis.height : (loaded?.ratio ?? 4 / 3);
  const [smallIsThere, setSmallIsThere] = useState(false);
  const isComing = source !== undefined && source !== sending?.preview && source !== loaded?.source;
  // Over a slow connection the photo would hold its own thumbnail up; on a slow machine, its drawing.
  const waits = isComing && small.source !== undefined && !smallIsThere;
  return (
    <figure class="photo-stage" data-bare={source === undefined} style={{ '--ratio': ratio }}>
      <div class="photo-stage__frame">
        {isComing && small.source !== undefined && (
          <img
            class="photo-stage__thumbnail"
            src={small.source}
            decoding="sync"
            alt=""
            onLoad={() => whenDrawn(() => setSmallIsThere(true))}
            onError={small.onError}
          />
        )}
        {source === undefined && <Icon name="photo" />}
        {source !== undefined && !waits && (
          <img
            {...imageAttributes(source, analysis)}
            class="photo-stage__photo"
            alt={fileName}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setLoaded({ source, ratio: naturalWidth / naturalHeight })
            }
            onError={onError}
          />
        )}
        <div
          class="photo-stage__places"
          data-any-lit={lit.size > 0}
          data-names={lit.size <= MOST_NAMES}
          aria-hidden="true"
        >
          {places.map((place) => (
            <PlaceBox key={place.key} place={place} lit={lit.has(place.key)} onPoint={onPoint} onPick={onPick} />
          ))}
        </div>
      </div>
    </figure>
  );
}

/** Two frames later, what is loaded now is on the screen. */
function whenDrawn(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

interface PlaceBoxProps extends Pick<PhotoStageProps, 'onPick' | 'onPoint'> {
  place: Place;
  lit: boolean;
}

/** A box, for those who point; the list of labels is the same for everybody. */
function PlaceBox({ place, lit, onPoint, onPick }: PlaceBoxProps) {
  const { label, confidence, box } = place;
  const ratio = (share: number) => `${share * 100}%`;
  return (
    <div
      class="place"
      data-label={label}
      data-lit={lit}
      data-name-inside={box.top < 0.08}
      data-name-right={box.left > 0.6}
      style={{ left: ratio(box.left), top: ratio(box.top), width: ratio(box.width), height: ratio(box.height) }}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && onPoint(place)}
      onPointerLeave={() => onPoint(undefined)}
      onClick={() => onPick(place)}
    >
      <span class="place__name">
        {label} {percent(confidence)}
      </span>
    </div>
  );
}
