import { useState } from 'preact/hooks';
import { viewLabels } from '../../labels/label-view.ts';
import type { Card } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';
import type { Words } from '../../words/words.ts';
import { CopyButton } from '../copy-button/copy-button.tsx';
import { Notice } from '../notice/notice.tsx';
import type { CardActions } from '../photo-card/photo-card.tsx';
import { PhotoStage } from '../photo-stage/photo-stage.tsx';
import { PhotoSteps } from '../photo-steps/photo-steps.tsx';
import { photoPath } from '../shell/routes.ts';
import { Tabs } from '../tabs/tabs.tsx';
import { JsonView } from './json-view.tsx';
import { LabelsView } from './labels-view.tsx';
import { litPlaces, usePointing } from './pointing.ts';
import { RequestView } from './request-view.tsx';
import './photo-result.css';

interface PhotoResultProps extends CardActions {
  card: Card;
  /** How sure a label has to be to be shown, 0 to 100. */
  threshold: number;
  onThreshold: (threshold: number) => void;
  graphqlUrl: string;
}

/** A photo wider than this leaves no room for a column beside it. */
const WIDE = 2.4;

const TABS = ['labels', 'json', 'request'] as const;

/** One photo, large, with all that is known about it. */
export function PhotoResult({ card, threshold, onThreshold, onBroken, onRetry, graphqlUrl }: PhotoResultProps) {
  const words = useWords();
  const { fileName, analysis } = card;
  const [tab, setTab] = useState<(typeof TABS)[number]>('labels');
  const labels = analysis?.labels ?? [];
  const view = viewLabels(labels, threshold);
  const pointing = usePointing();
  const isWide = (analysis?.width ?? 0) > WIDE * (analysis?.height ?? 1);
  return (
    <article
      class="photo-result"
      data-wide={isWide}
      aria-label={fileName}
      onKeyDown={({ key }) => key === 'Escape' && pointing.pick(undefined)}
    >
      <PhotoStage
        card={card}
        places={tab === 'labels' ? view.places : []}
        lit={litPlaces(pointing.shown, view, labels)}
        onPoint={(place) => pointing.point(place && { label: place.label, place: place.key })}
        onPick={(place) => pointing.pick({ label: place.label, place: place.key })}
        onBroken={() => onBroken(card)}
      />
      <div class="photo-result__found">
        <header>
          <h2>{fileName}</h2>
          <p>{facts(card, words)}</p>
          {analysis && (
            <CopyButton text={() => location.origin + photoPath(analysis.id)} label="action.copyLink" icon="link" />
          )}
        </header>
        <Notes card={card} />
        <Progress card={card} onRetry={onRetry} />
        {card.step.name === 'done' && analysis && (
          <Tabs
            label={words.say('result.views')}
            tabs={TABS.map((name) => ({ name, words: words.say(`result.${name}`) }))}
            selected={tab}
            onSelect={setTab}
          >
            {tab === 'labels' && (
              <LabelsView
                view={view}
                isEmpty={labels.length === 0}
                pointing={pointing}
                threshold={threshold}
                onThreshold={onThreshold}
              />
            )}
            {tab === 'json' && <JsonView analysis={analysis} />}
            {tab === 'request' && <RequestView id={analysis.id} graphqlUrl={graphqlUrl} />}
          </Tabs>
        )}
      </div>
    </article>
  );
}

/** What was done to the photo, or is special about it. */
function Notes({ card: { sending, step } }: { card: Card }) {
  const words = useWords();
  const { change, known } = sending ?? {};
  return (
    <>
      {known && step.name !== 'ended' && <Notice kind="note">{words.say('note.known')}</Notice>}
      {change && <Notice kind="note">{words.say(`note.${change.name}`, { ...change })}</Notice>}
    </>
  );
}

/** How far it is on its way, or why it ended there. */
function Progress({ card, onRetry }: { card: Card; onRetry: (card: Card) => void }) {
  const words = useWords();
  const { step } = card;
  if (step.name === 'done') return null;
  if (step.name !== 'ended') return <PhotoSteps step={step} />;
  const action = step.retry ? { words: words.say('action.tryAgain'), act: () => onRetry(card) } : undefined;
  return (
    <Notice kind={step.problem ? 'bad' : 'note'} action={action} id={step.problem?.correlationId}>
      <strong>{words.say(step.title)}.</strong>{' '}
      {step.problem ? words.problem(step.problem) : words.say('end.cancelledHint')}
    </Notice>
  );
}

function facts({ size, analysis }: Card, words: Words): string {
  const { width, height, createdAt } = analysis ?? {};
  const pixels = width && height ? [words.say('result.pixels', { width, height })] : [];
  const time = createdAt === undefined ? [] : [words.dateTime(createdAt)];
  return [words.bytes(size), ...pixels, ...time].join(' · ');
}
