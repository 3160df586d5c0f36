import { useLocation } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { DEFAULT_THRESHOLD } from '../../labels/label-view.ts';
import { cardsOf, type Card } from '../../session/cards.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';
import { useWords } from '../../words/use-words.ts';
import { DropZone } from '../drop-zone/drop-zone.tsx';
import { PageMissing } from '../page-missing/page-missing.tsx';
import { PhotoList } from '../photo-list/photo-list.tsx';
import { PhotoResult } from '../photo-result/photo-result.tsx';
import { photoPath } from '../shell/routes.ts';
import './analyze.css';

interface AnalyzeProps {
  session: Session;
  state: State;
  /** Of the photo that the address names. */
  photoId: string | undefined;
  graphqlUrl: string;
}

/** Add photos, see them on their way, see what is in them. */
export function Analyze({ session, state, photoId, graphqlUrl }: AnalyzeProps) {
  const words = useWords();
  const { route } = useLocation();
  const [chosen, choose] = useState<string>();
  const [threshold, setThreshold] = useState(DEFAULT_THRESHOLD);
  const cards = cardsOf(state);
  const isMissing = useNamedPhoto(session, state, photoId);
  const selected = selectedOf(cards, photoId, chosen);
  const reread = ({ analysis }: Card) => {
    if (analysis) void session.reread(analysis.id);
  };
  const select = ({ key, analysis }: Card) => {
    choose(key);
    route(analysis ? photoPath(analysis.id) : '/');
  };
  const add = (files: File[]) => {
    choose(undefined);
    if (photoId !== undefined) route('/');
    void session.outbox.add(files);
  };
  const remove = (card: Card) => {
    if (card === selected && photoId !== undefined) route('/');
    session.remove(card);
  };
  const actions = {
    onRetry: (card: Card) => void session.retry(card),
    onCancel: (card: Card) => void session.cancel(card),
    onRemove: remove,
    onBroken: reread,
  };
  const isEmpty = cards.length === 0 && !isMissing;
  return (
    <main class="analyze" id="content" data-empty={isEmpty} hidden={!isRead(state) && cards.length === 0}>
      <h1 class="visually-hidden">{words.say('photos.title')}</h1>
      <div class="analyze__side">
        <DropZone onFiles={add} />
        <PhotoList
          cards={cards}
          selected={selected?.key}
          onSelect={select}
          onMore={state.nextToken ? () => session.showMore() : undefined}
          {...actions}
        />
      </div>
      {isMissing && (
        <PageMissing title={words.say('photos.missing')} hint={words.say('photos.missingHint')} level={2} />
      )}
      {selected && (
        <PhotoResult
          key={selected.key}
          card={selected}
          threshold={threshold}
          onThreshold={setThreshold}
          graphqlUrl={graphqlUrl}
          {...actions}
        />
      )}
    </main>
  );
}

/** The photo that the address names; where it names none, the one chosen last or the newest. */
function selectedOf(cards: readonly Card[], photoId: string | undefined, chosen: string | undefined): Card | undefined {
  if (photoId !== undefined) return cards.find(({ analysis }) => analysis?.id === photoId);
  return cards.find(({ key }) => key === chosen) ?? cards[0];
}

/** Reads the photo that the address names when it is not among those read. True once it is known that there is none. */
function useNamedPhoto(session: Session, { analyses, deleted }: State, photoId: string | undefined): boolean {
  const isKnown = photoId === undefined || analyses.some(({ id }) => id === photoId);
  useEffect(() => {
    if (!isKnown) void session.reread(photoId);
  }, [session, photoId, isKnown]);
  return photoId !== undefined && deleted.has(photoId);
}

/** Until something has been read, nobody knows whether there are photos: an invitation would jump away. */
function isRead({ nextToken, failure }: State): boolean {
  return nextToken !== undefined || failure !== null;
}
