import { useState } from 'preact/hooks';
import { kindsOf, viewLabels, type LabelView, type Place } from '../../labels/label-view.ts';
import { megabytes } from '../../../api/preflight.ts';
import type { Card } from '../../session/cards.ts';
import { LabelList } from '../label-list/label-list.tsx';
import { Notice } from '../notice/notice.tsx';
import { PhotoStage } from '../photo-stage/photo-stage.tsx';
import { PhotoSteps } from '../photo-steps/photo-steps.tsx';
import { Threshold } from '../threshold/threshold.tsx';
import './photo-result.css';

interface PhotoResultProps {
  card: Card;
  /** How sure a label has to be to be shown, 0 to 100. */
  threshold: number;
  onThreshold: (threshold: number) => void;
  onBroken: (card: Card) => void;
  onRetry: (card: Card) => void;
}

/** What is pointed at: a label with all its places, or one place of it. */
interface Pointed {
  label: string;
  place?: string;
}

/** A photo wider than this leaves no room for a column beside it. */
const WIDE = 2.4;

/** One photo, large, with all that is known about it. */
export function PhotoResult({ card, threshold, onThreshold, onBroken, onRetry }: PhotoResultProps) {
  const { fileName, step, analysis } = card;
  const labels = analysis?.labels ?? [];
  const view = viewLabels(labels, threshold);
  const [pointed, point] = useState<Pointed>();
  const [picked, pick] = useState<Pointed>();
  const shown = pointed ?? picked;
  const toggle = (wanted: Pointed) => pick(picked && same(picked, wanted) ? undefined : wanted);
  const isWide = (analysis?.width ?? 0) > WIDE * (analysis?.height ?? 1);
  return (
    <article
      class="photo-result"
      data-wide={isWide}
      aria-label={fileName}
      onKeyDown={({ key }) => key === 'Escape' && pick(undefined)}
    >
      <PhotoStage
        card={card}
        places={view.places}
        lit={litPlaces(shown, view, kindsOf(labels, shown?.label ?? ''))}
        onPoint={(place) => point(place && placePointed(place))}
        onPick={(place) => toggle(placePointed(place))}
        onBroken={() => onBroken(card)}
      />
      <div class="photo-result__found">
        <header>
          <h2>{fileName}</h2>
          <p>{facts(card)}</p>
        </header>
        {step.name === 'ended' && (
          <Notice kind="bad" action={step.retry ? { words: 'Try again', act: () => onRetry(card) } : undefined}>
            <strong>{step.title}.</strong> {step.words}
          </Notice>
        )}
        {step.name === 'done' && labels.length === 0 && <p>Nothing was recognized in this photo.</p>}
        {step.name === 'done' && labels.length > 0 && (
          <>
            <Threshold value={threshold} onChange={onThreshold} hidden={view.hidden} />
            <LabelList
              view={view}
              lit={shown?.label}
              followed={pointed?.place === undefined ? undefined : pointed.label}
              picked={picked?.label}
              onPoint={(label) => point(label === undefined ? undefined : { label })}
              onPick={(label) => toggle({ label })}
            />
          </>
        )}
        {step.name !== 'ended' && step.name !== 'done' && <PhotoSteps step={step} />}
      </div>
    </article>
  );
}

function placePointed({ label, key }: Place): Pointed {
  return { label, place: key };
}

function same(a: Pointed, b: Pointed): boolean {
  return a.label === b.label && a.place === b.place;
}

function litPlaces(pointed: Pointed | undefined, { places }: LabelView, kinds: ReadonlySet<string>): Set<string> {
  if (!pointed) return new Set();
  const lit = places.filter(({ key, label }) =>
    pointed.place === undefined ? kinds.has(label) : key === pointed.place,
  );
  return new Set(lit.map(({ key }) => key));
}

function facts({ size, analysis }: Card): string {
  const pixels = analysis?.width && analysis.height ? [`${analysis.width} × ${analysis.height} pixels`] : [];
  const time = analysis ? [new Date(analysis.createdAt).toLocaleString(undefined, DATE)] : [];
  return [megabytes(size), ...pixels, ...time].join(' · ');
}

const DATE: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
