import { useEffect, useState } from 'preact/hooks';
import { createApi } from '../../../api/api.ts';
import { Auth, type Person } from '../../auth.ts';
import { loadConfig } from '../../config.ts';
import { Session } from '../../session/session.ts';
import { Analyze } from '../analyze/analyze.tsx';
import { AppHeader } from '../app-header/app-header.tsx';
import { Landing } from '../landing/landing.tsx';
import { Notice } from '../notice/notice.tsx';
import './app.css';

type Visit =
  | { name: 'starting' }
  | { name: 'unavailable' }
  | { name: 'signed out'; auth: Auth; failed: boolean }
  | { name: 'signed in'; auth: Auth; person: Person; session: Session };

/** Finds out who is there and shows what they may see. */
export function App() {
  const [visit, setVisit] = useState<Visit>({ name: 'starting' });
  useEffect(() => void begin().then(setVisit, () => setVisit({ name: 'unavailable' })), []);

  switch (visit.name) {
    case 'starting':
      return <AppHeader />;
    case 'unavailable':
      return (
        <>
          <AppHeader />
          <main class="app-unavailable">
            <Notice kind="bad" action={{ words: 'Try again', act: () => location.reload() }}>
              The page could not start, because its settings could not be read.
            </Notice>
          </main>
        </>
      );
    case 'signed out':
      return <Landing signIn={() => visit.auth.signIn()} failed={visit.failed} />;
    case 'signed in':
      return <Analyze {...visit} />;
  }
}

async function begin(): Promise<Visit> {
  const config = await loadConfig();
  const auth = new Auth(config);
  try {
    const person = await auth.person();
    if (!person) return { name: 'signed out', auth, failed: false };
    const api = createApi({ graphqlUrl: config.graphqlUrl, token: () => auth.token() });
    return { name: 'signed in', auth, person, session: new Session(api) };
  } catch {
    return { name: 'signed out', auth, failed: true };
  }
}
