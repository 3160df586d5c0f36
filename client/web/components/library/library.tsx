import { useLocation } from 'preact-iso/router';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Api } from '../../../api/api.ts';
import { Library as PhotoLibrary } from '../../library/library.ts';
import { filterOf, libraryPath, wantedOf, type Wanted } from '../../library/wanted.ts';
import { problemOf } from '../../problem.ts';
import { cardOf } from '../../session/cards.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';
import { useWords } from '../../words/use-words.ts';
import { Notice } from '../notice/notice.tsx';
import { PageMissing } from '../page-missing/page-missing.tsx';
import { Page } from '../page/page.tsx';
import { LibraryFilter } from './library-filter.tsx';
import { LibraryGrid } from './library-grid.tsx';
import './library.css';

interface LibraryProps {
  api: Api;
  session: Session;
  /** How long photos are kept; undefined when they stay. */
  keepDays: number | undefined;
  state: State;
}

/** Where a list may grow on top without anything jumping away under the reader, in pixels. */
const TOP = 40;

/** All photos, to be looked through and filtered; the address says by what. */
export function Library({ api, session, keepDays, state }: LibraryProps) {
  const words = useWords();
  const { url, query, route } = useLocation();
  const wanted = useMemo(() => wantedOf(query), [url]);
  const library = useLibrary(api, wanted, state);
  const { items, reading, complete, failure, fresh } = library.state;
  const hidden = new Set([...state.deleted, ...state.removals.map(({ id }) => id)]);
  const shown = items.filter(({ id }) => !hidden.has(id));
  const isEmpty = complete && shown.length === 0;
  const isFiltered = Object.keys(filterOf(wanted)).length > 0;
  return (
    <Page title={words.say('page.library')}>
      <LibraryFilter wanted={wanted} onChange={(change) => route(libraryPath(change), true)} api={api} />
      <p class="library__count" role="status">
        {reading && items.length === 0
          ? words.say('library.reading')
          : words.say('library.count', { count: shown.length, more: complete ? 'no' : 'yes' })}
      </p>
      {keepDays !== undefined && <p class="library__kept">{words.say('library.kept', { days: keepDays })}</p>}
      {fresh > 0 && (
        <button
          class="button library__fresh"
          type="button"
          onClick={() => {
            window.scrollTo({ top: 0 });
            void library.restart();
          }}
        >
          {words.say('library.new', { count: fresh })}
        </button>
      )}
      {isEmpty && (
        <PageMissing
          title={words.say(isFiltered ? 'library.none' : 'library.empty')}
          hint={words.say(isFiltered ? 'library.noneHint' : 'library.emptyHint')}
          level={2}
        />
      )}
      <LibraryGrid
        items={shown}
        onEnd={() => void library.readMore()}
        onBroken={({ id }) => void session.reread(id)}
        onRemove={(analysis) => session.remove(cardOf(analysis))}
        onRetry={(analysis) => void session.retry(cardOf(analysis))}
      />
      {failure && (
        <Notice
          kind="bad"
          action={{ words: words.say('action.tryAgain'), act: () => void library.readMore() }}
          id={failure.correlationId}
        >
          {words.problem(problemOf(failure))}
        </Notice>
      )}
    </Page>
  );
}

/** The library for what is wanted, told of what the session hears. */
function useLibrary(api: Api, wanted: Wanted, { analyses }: State): PhotoLibrary {
  const [, redraw] = useState(0);
  const make = () => new PhotoLibrary(api, wanted, () => redraw((times) => times + 1));
  const [current, setCurrent] = useState(() => ({ wanted, library: make() }));
  if (current.wanted !== wanted) setCurrent({ wanted, library: make() });
  const { library } = current;
  useEffect(() => void library.readMore(), [library]);
  useEffect(() => library.hear(analyses, window.scrollY < TOP), [library, analyses]);
  return library;
}
