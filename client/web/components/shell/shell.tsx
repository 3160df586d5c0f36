import { useLocation } from 'preact-iso/router';
import type { Api } from '../../../api/api.ts';
import type { Auth, Person } from '../../auth.ts';
import { cardsOf } from '../../session/cards.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';
import { useWords } from '../../words/use-words.ts';
import { Analyze } from '../analyze/analyze.tsx';
import { Announcer } from '../announcer/announcer.tsx';
import { AppHeader } from '../app-header/app-header.tsx';
import { LazyPage } from '../lazy-page/lazy-page.tsx';
import { PageMissing } from '../page-missing/page-missing.tsx';
import { UndoNotice } from '../undo-notice/undo-notice.tsx';
import { Navigation } from './navigation.tsx';
import { loadAdmin, loadLibrary, loadReport } from './pages.ts';
import { photoIdOf } from './routes.ts';
import { StateNotice } from './state-notice.tsx';
import { useSessionState } from './use-session-state.ts';
import './shell.css';

interface ShellProps {
  auth: Auth;
  person: Person;
  session: Session;
  api: Api;
  graphqlUrl: string;
  keepDays: number | undefined;
}

/** What every page of somebody signed in has: where one can go, what is left of the day, what is not as it should be. */
export function Shell(props: ShellProps) {
  const { auth, person, session } = props;
  const words = useWords();
  const state = useSessionState(session, person);
  const { usage } = state;
  return (
    <>
      <AppHeader navigation={<Navigation isAdmin={person.isAdmin} />}>
        {usage && (
          <p class="shell__usage">
            {words.say('quota.left', {
              left: Math.max(0, usage.limit - usage.used),
              limit: usage.limit,
              resetsAt: new Date(usage.resetsAt),
            })}
          </p>
        )}
        <p class="shell__person" title={person.name}>
          {person.name}
        </p>
        <button class="button button--quiet" type="button" onClick={() => void auth.signOut()}>
          {words.say('app.signOut')}
        </button>
      </AppHeader>
      <StateNotice state={state} session={session} signIn={() => void auth.signIn()} />
      <CurrentPage {...props} state={state} />
      <UndoNotice
        removals={state.removals}
        onUndo={() => session.undo()}
        onDelete={() => void session.deleteRemoved()}
      />
      <Announcer cards={cardsOf(state)} />
    </>
  );
}

function CurrentPage({ api, person, session, graphqlUrl, keepDays, state }: ShellProps & { state: State }) {
  const words = useWords();
  const { path } = useLocation();
  const photoId = photoIdOf(path);
  if (path === '/' || photoId !== undefined) {
    return <Analyze session={session} state={state} photoId={photoId} graphqlUrl={graphqlUrl} />;
  }
  if (path === '/library') {
    const props = { api, session, keepDays, state };
    return <LazyPage key={path} load={loadLibrary} props={props} title={words.say('page.library')} />;
  }
  if (path === '/report') {
    return <LazyPage key={path} load={loadReport} props={{ api }} title={words.say('page.report')} />;
  }
  if (path === '/admin' && person.isAdmin) {
    return <LazyPage key={path} load={loadAdmin} props={{ api }} title={words.say('page.admin')} />;
  }
  return (
    <main class="shell__missing" id="content">
      <PageMissing title={words.say('page.notFound')} hint={words.say('page.notFoundHint')} />
    </main>
  );
}
