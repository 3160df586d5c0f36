import { useEffect, useState } from 'preact/hooks';
import type { Auth, Person } from '../../auth.ts';
import { DEFAULT_THRESHOLD } from '../../labels/label-view.ts';
import { cardsOf, type Card } from '../../session/cards.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';
import { usageWords } from '../../words.ts';
import { Announcer } from '../announcer/announcer.tsx';
import { AppHeader } from '../app-header/app-header.tsx';
import { DropZone } from '../drop-zone/drop-zone.tsx';
import { PhotoList } from '../photo-list/photo-list.tsx';
import { PhotoResult } from '../photo-result/photo-result.tsx';
import { StateNotice } from './state-notice.tsx';
import './analyze.css';

interface AnalyzeProps {
  auth: Auth;
  person: Person;
  session: Session;
}

/** The page of somebody signed in: add photos, see them on their way, see what is in them. */
export function Analyze({ auth, person, session }: AnalyzeProps) {
  const state = useSessionState(session, person);
  const [chosen, setChosen] = useState<string>();
  const [threshold, setThreshold] = useState(DEFAULT_THRESHOLD);
  const cards = cardsOf(state);
  const selected = cards.find(({ key }) => key === chosen) ?? cards[0];
  const reread = ({ analysis }: Card) => {
    if (analysis) void session.reread(analysis.id);
  };
  const add = (files: File[]) => {
    setChosen(undefined);
    void session.outbox.add(files);
  };
  return (
    <>
      <AppHeader>
        {state.usage && <p class="analyze__usage">{usageWords(state.usage)}</p>}
        <p class="analyze__person">{person.name}</p>
        <button class="button button--quiet" type="button" onClick={() => void auth.signOut()}>
          Sign out
        </button>
      </AppHeader>
      <StateNotice state={state} signIn={() => void auth.signIn()} refresh={() => void session.refresh()} />
      <main class="analyze" data-empty={cards.length === 0} hidden={!isRead(state) && cards.length === 0}>
        <h1 class="visually-hidden">Your photos</h1>
        <div class="analyze__side">
          <DropZone onFiles={add} />
          <PhotoList
            cards={cards}
            selected={selected?.key}
            onSelect={setChosen}
            onRemove={(card) => void session.remove(card)}
            onRetry={(card) => void session.retry(card)}
            onBroken={reread}
            onMore={state.nextToken ? () => session.showMore() : undefined}
          />
        </div>
        {selected && (
          <PhotoResult
            key={selected.key}
            card={selected}
            threshold={threshold}
            onThreshold={setThreshold}
            onBroken={reread}
            onRetry={(card) => void session.retry(card)}
          />
        )}
      </main>
      <Announcer cards={cards} />
    </>
  );
}

/** Until something has been read, nobody knows whether there are photos: an invitation would jump away. */
function isRead({ nextToken, failure }: State): boolean {
  return nextToken !== undefined || failure !== null;
}

/** The session's state, while the page is open. */
function useSessionState(session: Session, { id }: Person) {
  const { store } = session;
  const [state, setState] = useState(store.state);
  useEffect(() => {
    const unlisten = store.listen(() => setState(store.state));
    const close = session.open(id);
    return () => {
      close();
      unlisten();
    };
  }, [session, store, id]);
  return state;
}
