import { LocationProvider } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { createApi, type Api } from '../../../api/api.ts';
import { Auth, type Person } from '../../auth.ts';
import { loadConfig } from '../../config.ts';
import { Session } from '../../session/session.ts';
import { keepLocale, loadWords, preloadWords } from '../../words/language.ts';
import { LanguageProvider } from '../../words/use-words.ts';
import type { Locale, Words } from '../../words/words.ts';
import { AppHeader } from '../app-header/app-header.tsx';
import { Landing } from '../landing/landing.tsx';
import { Notice } from '../notice/notice.tsx';
import { Shell } from '../shell/shell.tsx';
import './app.css';

type Visit =
  | { name: 'starting' }
  | { name: 'unavailable' }
  | { name: 'signed out'; auth: Auth; failed: boolean }
  | { name: 'signed in'; auth: Auth; person: Person; session: Session; api: Api; graphqlUrl: string };

/** The page in the reader's language. */
export function App({ words: first }: { words: Words }) {
  const [words, setWords] = useState(first);
  useEffect(() => {
    document.documentElement.lang = words.locale;
    document.title = words.say('app.name');
  }, [words]);
  useEffect(preloadWords, []);
  const speak = (locale: Locale) => {
    keepLocale(locale);
    // Without a connection to fetch it, the language stays as it is.
    loadWords(locale).then(setWords, () => {});
  };
  return (
    <LanguageProvider value={{ words, speak }}>
      <Visitor words={words} />
    </LanguageProvider>
  );
}

/** Finds out who is there and shows what they may see. */
function Visitor({ words }: { words: Words }) {
  const [visit, setVisit] = useState<Visit>({ name: 'starting' });
  useEffect(() => void begin().then(setVisit, () => setVisit({ name: 'unavailable' })), []);

  switch (visit.name) {
    case 'starting':
      return <AppHeader />;
    case 'unavailable':
      return (
        <>
          <AppHeader />
          <main class="app-unavailable" id="content">
            <h1 class="visually-hidden">{words.say('app.name')}</h1>
            <Notice kind="bad" action={{ words: words.say('action.tryAgain'), act: () => location.reload() }}>
              {words.say('app.unavailable')}
            </Notice>
          </main>
        </>
      );
    case 'signed out':
      return <Landing signIn={() => visit.auth.signIn()} failed={visit.failed} />;
    case 'signed in':
      // Signing in has come back to the address by now.
      return (
        <LocationProvider>
          <Shell {...visit} />
        </LocationProvider>
      );
  }
}

async function begin(): Promise<Visit> {
  const config = await loadConfig();
  const auth = new Auth(config);
  try {
    const person = await auth.person();
    if (!person) return { name: 'signed out', auth, failed: false };
    const { graphqlUrl } = config;
    const api = createApi({ graphqlUrl, token: () => auth.token() });
    return { name: 'signed in', auth, person, session: new Session(api), api, graphqlUrl };
  } catch {
    return { name: 'signed out', auth, failed: true };
  }
}
